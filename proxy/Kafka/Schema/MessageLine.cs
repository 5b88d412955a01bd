namespace Compliance.Kafka.Schema;

/// <summary>Where a message stands in the protocol's file, not parsed yet.</summary>
internal sealed record MessageLine(ReadOnlyMemory<byte> Json);
