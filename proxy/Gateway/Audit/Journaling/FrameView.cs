namespace Compliance.Gateway.Audit.Journaling;

/// <summary>One whole frame, read in place; stands as long as the bytes it was read from.</summary>
internal readonly ref struct FrameView(FrameType type, long number, ReadOnlySpan<byte> payload)
{
    public FrameType Type { get; } = type;
    public long Number { get; } = number;
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Bytes in the file.</summary>
    public int Length => Frame.Overhead + Payload.Length;
}
