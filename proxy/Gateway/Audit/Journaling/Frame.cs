using System.Buffers.Binary;
using System.IO.Hashing;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// The journal's unit.
/// <code>
/// frame = length:u32 crc32:u32 type:u8 number:i64 payload      length and checksum cover type, number and payload; big-endian
/// </code>
/// A length of zero, as in bytes never written, is no frame. Stateless; any thread.
/// </summary>
internal static class Frame
{
    /// <summary>Bytes before the payload.</summary>
    public const int Overhead = HeaderSize + BodySize;

    /// <summary>The bound of one frame: what a reader's buffer must hold, and the largest length it believes.</summary>
    public const int MaxBytes = 64 << 10;

    private const int HeaderSize = 8;
    private const int BodySize = 9;

    /// <summary>Fills in what stands before the payload, which is already in its place.</summary>
    public static void Close(Span<byte> frame, FrameType type, long number)
    {
        frame[HeaderSize] = (byte)type;
        BinaryPrimitives.WriteInt64BigEndian(frame[(HeaderSize + 1)..], number);
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - HeaderSize);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], Crc32.HashToUInt32(frame[HeaderSize..]));
    }

    public static FrameFound Read(ReadOnlySpan<byte> bytes, out FrameView frame)
    {
        frame = default;
        if (bytes.Length < HeaderSize)
            return FrameFound.Cut;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length is < BodySize or > MaxBytes - HeaderSize)
            return FrameFound.Bad;
        if (bytes.Length - HeaderSize < length)
            return FrameFound.Cut;
        var body = bytes.Slice(HeaderSize, (int)length);
        if (Crc32.HashToUInt32(body) != BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]))
            return FrameFound.Bad;
        // No sequence has such a number, and a reader that counts on from it would never come to an end.
        if (BinaryPrimitives.ReadInt64BigEndian(body[1..]) is var number && number is < 0 or long.MaxValue)
            return FrameFound.Bad;
        frame = new FrameView((FrameType)body[0], number, body[BodySize..]);
        return FrameFound.Whole;
    }
}
