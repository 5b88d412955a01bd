using System.Buffers.Binary;
using System.Numerics;

namespace Compliance.Kafka.Records;

/// <summary>
/// CRC-32C (Castagnoli), the checksum of magic 2, by the processor's own instruction. That instruction takes three cycles but can begin one
/// each cycle, so long input is read in three lanes side by side, whose checksums are then put together.
/// </summary>
public static class Crc32C
{
    private const int Lane = 1024;

    /// <summary>What a lane of zero bytes makes of each byte of a checksum: the checksum of two pieces is linear in that of the first.</summary>
    private static readonly uint[] LaneOfZeros = [.. Enumerable.Range(0, 4 * 256).Select(i => OverZeros((uint)(i & 255) << (i >> 8 << 3)))];

    /// <summary>The checksum of <paramref name="bytes"/>; pass an earlier result as <paramref name="seed"/> to go on from it.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        uint crc = ~seed;
        for (; bytes.Length >= 3 * Lane; bytes = bytes[(3 * Lane)..])
            crc = ThreeLanes(crc, bytes[..Lane], bytes[Lane..(2 * Lane)], bytes[(2 * Lane)..(3 * Lane)]);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    private static uint ThreeLanes(uint first, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        uint second = 0;
        uint third = 0;
        for (int i = 0; i <= Lane - sizeof(ulong); i += sizeof(ulong))
        {
            first = BitOperations.Crc32C(first, BinaryPrimitives.ReadUInt64LittleEndian(a[i..]));
            second = BitOperations.Crc32C(second, BinaryPrimitives.ReadUInt64LittleEndian(b[i..]));
            third = BitOperations.Crc32C(third, BinaryPrimitives.ReadUInt64LittleEndian(c[i..]));
        }

        return Behind(Behind(first) ^ second) ^ third;
    }

    /// <summary>The checksum once a lane of zero bytes has followed.</summary>
    private static uint Behind(uint crc) =>
        LaneOfZeros[crc & 255] ^ LaneOfZeros[256 + ((crc >> 8) & 255)] ^ LaneOfZeros[512 + ((crc >> 16) & 255)] ^ LaneOfZeros[768 + (crc >> 24)];

    private static uint OverZeros(uint crc)
    {
        for (int i = 0; i < Lane; i += sizeof(ulong))
            crc = BitOperations.Crc32C(crc, 0UL);
        return crc;
    }
}
