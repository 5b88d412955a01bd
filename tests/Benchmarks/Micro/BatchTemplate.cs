using System.Buffers.Binary;
using Compliance.Kafka.Records;
using Compliance.Kafka.Records.Codecs;

namespace Compliance.Benchmarks.Micro;

/// <summary>Encodes batches of magic 2 as a producer would.</summary>
internal static class BatchTemplate
{
    public static byte[] Encode(CompressionType codec, IReadOnlyList<byte[]> values)
    {
        var plain = new PooledBuffer();
        for (int i = 0; i < values.Count; i++)
            Append(plain, i, values[i]);

        var batch = new PooledBuffer();
        batch.Reserve(BatchLayout.RecordsAt)[..BatchLayout.RecordsAt].Clear();
        batch.Advance(BatchLayout.RecordsAt);
        if (BatchCodecs.Find(codec, 2) is { } compressor)
            compressor.Compress(plain.Memory, Xerial, 2, batch);
        else
            batch.Append(plain.Written);

        Span<byte> bytes = batch.Written;
        BinaryPrimitives.WriteInt32BigEndian(bytes[BatchLayout.LengthAt..], bytes.Length - BatchLayout.Prefix);
        bytes[BatchLayout.MagicAt] = 2;
        bytes[BatchLayout.AttributesAt + 1] = (byte)codec;
        BinaryPrimitives.WriteInt32BigEndian(bytes[BatchLayout.LastOffsetDeltaAt..], values.Count - 1);
        BinaryPrimitives.WriteInt64BigEndian(bytes[BatchLayout.ProducerIdAt..], -1);
        BinaryPrimitives.WriteInt32BigEndian(bytes[BatchLayout.RecordCountAt..], values.Count);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[BatchLayout.CrcAt..], Crc32C.Compute(bytes[BatchLayout.AttributesAt..]));
        return bytes.ToArray();
    }

    /// <summary>Snappy is framed as what it is told came in: here, as Java's.</summary>
    private static ReadOnlySpan<byte> Xerial => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>A record without key and headers.</summary>
    private static void Append(PooledBuffer plain, int offsetDelta, byte[] value)
    {
        const int Null = -1;
        int length = 2 + ZigZag.Size(offsetDelta) + ZigZag.Size(Null) + ZigZag.Size(value.Length) + value.Length + 1;
        AppendVarint(plain, length);
        plain.Append([0, 0]);
        AppendVarint(plain, offsetDelta);
        AppendVarint(plain, Null);
        AppendVarint(plain, value.Length);
        plain.Append(value);
        AppendVarint(plain, 0);
    }

    private static void AppendVarint(PooledBuffer plain, int value) => plain.Advance(ZigZag.Write(plain.Reserve(ZigZag.MaxInt32Bytes), value));
}
