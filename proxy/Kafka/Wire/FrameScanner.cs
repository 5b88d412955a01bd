using System.Buffers.Binary;

namespace Compliance.Kafka.Wire;

/// <summary>
/// Finds whole frames at the start of a buffer: <c>int32 size, size bytes</c>, the size not counting itself. Immutable;
/// a length out of bounds ends the connection, as there is no way to find the next frame.
/// </summary>
public readonly struct FrameScanner
{
    /// <summary>Bytes of the size in front of a frame.</summary>
    public const int Prefix = 4;

    /// <summary>Kafka's <c>socket.request.max.bytes</c>.</summary>
    public const int DefaultMaxFrame = 104_857_600;

    private readonly int _maxFrame;

    public FrameScanner()
        : this(DefaultMaxFrame)
    {
    }

    /// <param name="maxFrame">Greatest size, in bytes, without the prefix.</param>
    public FrameScanner(int maxFrame)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrame, Prefix);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxFrame, int.MaxValue - Prefix);
        _maxFrame = maxFrame;
    }

    /// <summary>
    /// Looks at the first frame of the buffer. <see cref="FrameStatus.Complete"/>: the frame without its prefix is
    /// <c>buffer[Prefix..total]</c>. <see cref="FrameStatus.Partial"/>: <paramref name="total"/> bytes are needed in all.
    /// <see cref="FrameStatus.Refused"/>: <paramref name="fault"/> says why.
    /// </summary>
    public FrameStatus Next(ReadOnlySpan<byte> buffer, out int total, out WireFault fault)
    {
        fault = default;
        total = Prefix;
        if (buffer.Length < Prefix)
            return FrameStatus.Partial;
        int size = BinaryPrimitives.ReadInt32BigEndian(buffer);
        if (size < Prefix || size > _maxFrame)
        {
            fault = new WireFault(Cause(buffer, size), 0);
            return FrameStatus.Refused;
        }

        total = Prefix + size;
        return buffer.Length < total ? FrameStatus.Partial : FrameStatus.Complete;
    }

    private static FaultKind Cause(ReadOnlySpan<byte> buffer, int size)
    {
        if (buffer[0] == 0x16 && buffer[1] == 3)
            return FaultKind.LooksLikeTls;
        if (buffer.StartsWith("GET "u8) || buffer.StartsWith("POST"u8) || buffer.StartsWith("PUT "u8) || buffer.StartsWith("HEAD"u8)
            || buffer.StartsWith("PRI "u8) || buffer.StartsWith("OPTI"u8) || buffer.StartsWith("CONN"u8) || buffer.StartsWith("DELE"u8)
            || buffer.StartsWith("HTTP"u8) || buffer.StartsWith("PATC"u8))
            return FaultKind.LooksLikeHttp;
        if (buffer.StartsWith("PROX"u8) || buffer.StartsWith("\r\n\r\n"u8))
            return FaultKind.LooksLikeProxyHeader;
        return size < 0 ? FaultKind.NegativeFrame : size < Prefix ? FaultKind.FrameTooShort : FaultKind.FrameTooLarge;
    }
}
