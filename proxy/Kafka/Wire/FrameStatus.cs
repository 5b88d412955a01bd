namespace Compliance.Kafka.Wire;

/// <summary>What a <see cref="FrameScanner"/> found.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame stands in the buffer.</summary>
    Complete,

    /// <summary>More bytes are needed.</summary>
    Partial,

    /// <summary>No frame can begin like this.</summary>
    Refused,
}
