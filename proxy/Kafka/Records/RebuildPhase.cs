namespace Compliance.Kafka.Records;

/// <summary>Where a <see cref="BatchRebuilder"/> stands; its header draws the steps between.</summary>
internal enum RebuildPhase : byte
{
    Closed,
    Reading,
    Read,
}
