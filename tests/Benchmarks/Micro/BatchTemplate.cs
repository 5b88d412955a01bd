using System.Buffers.Binary;
using System.Text;
using Compliance.Kafka.Records;
using Compliance.Kafka.Records.Codecs;

namespace Compliance.Benchmarks.Micro;

/// <summary>Encodes batches of magic 2 as a producer would.</summary>
internal static class BatchTemplate
{
    /// <param name="codec">How the records are compressed.</param>
    /// <param name="values">A record for each.</param>
    /// <param name="headers">Of each record.</param>
    public static byte[] Encode(CompressionType codec, IReadOnlyList<byte[]> values, params (string Name, string Value)[] headers)
    {
        var plain = new PooledBuffer();
        byte[] beside = Encode(headers);
        for (int i = 0; i < values.Count; i++)
            Append(plain, i, values[i], beside);

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

    /// <summary>A record without a key.</summary>
    private static void Append(PooledBuffer plain, int offsetDelta, byte[] value, byte[] headers)
    {
        const int Null = -1;
        int length = 2 + ZigZag.Size(offsetDelta) + ZigZag.Size(Null) + ZigZag.Size(value.Length) + value.Length + headers.Length;
        AppendVarint(plain, length);
        plain.Append([0, 0]);
        AppendVarint(plain, offsetDelta);
        AppendVarint(plain, Null);
        AppendVarint(plain, value.Length);
        plain.Append(value);
        plain.Append(headers);
    }

    /// <summary>Their number, and each with its name and value.</summary>
    private static byte[] Encode((string Name, string Value)[] headers)
    {
        var beside = new PooledBuffer();
        AppendVarint(beside, headers.Length);
        foreach (byte[] text in headers.SelectMany(header => new[] { header.Name, header.Value }).Select(Encoding.UTF8.GetBytes))
        {
            AppendVarint(beside, text.Length);
            beside.Append(text);
        }

        return beside.Written.ToArray();
    }

    private static void AppendVarint(PooledBuffer plain, int value) => plain.Advance(ZigZag.Write(plain.Reserve(ZigZag.MaxInt32Bytes), value));
}
