using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// The first bytes of a segment: whose events follow.
/// <code>
/// header = magic:u32 crc32:u32 epoch:i64 index:i32 nameLength:u16 name:utf8      the checksum covers what follows it; big-endian
/// </code>
/// </summary>
internal static class SegmentHeader
{
    /// <summary>Bytes that hold any header.</summary>
    public const int MaxBytes = FixedSize + MaxNameBytes;

    /// <summary>Bytes of a proxy's name in UTF-8.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>"CGJ" and the format's version.</summary>
    private const uint Magic = 0x43474A01;
    private const int FixedSize = 22;

    public static byte[] Write(string proxy, long epoch, int index)
    {
        var name = Encoding.UTF8.GetBytes(proxy);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameBytes, nameof(proxy));
        var bytes = new byte[FixedSize + name.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), epoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), index);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(20), (ushort)name.Length);
        name.CopyTo(bytes, FixedSize);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Crc32.HashToUInt32(bytes.AsSpan(8)));
        return bytes;
    }

    /// <summary>Length of the header and the name in it; false if the bytes do not begin with that segment's header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long epoch, int index, out int length, out string proxy)
    {
        (length, proxy) = (0, "");
        if (bytes.Length < FixedSize || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Magic)
            return false;
        var end = FixedSize + BinaryPrimitives.ReadUInt16BigEndian(bytes[20..]);
        if (bytes.Length < end || Crc32.HashToUInt32(bytes[8..end]) != BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]))
            return false;
        if (BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) != epoch || BinaryPrimitives.ReadInt32BigEndian(bytes[16..]) != index)
            return false;
        (length, proxy) = (end, Encoding.UTF8.GetString(bytes[FixedSize..end]));
        return true;
    }
}
