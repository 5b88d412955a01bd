namespace Compliance.Gateway.Pipeline;

/// <summary>One partition of a topic of an exchange. Offsets are -1 where none passed.</summary>
internal record struct PartitionAccess(int Index, long Records, long FirstOffset, long LastOffset);
