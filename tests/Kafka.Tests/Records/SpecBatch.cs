using System.Buffers.Binary;
using System.Text;
using Compliance.Kafka.Records;
using Compliance.Kafka.Records.Codecs;

namespace Compliance.Kafka.Tests.Records;

/// <summary>
/// Encodes batches of magic 2 for tests, honest ones and, by the properties that contradict the records, hostile ones. The checksum is
/// always right: what a test wants refused is refused for its own reason.
/// </summary>
internal sealed record SpecBatch
{
    public const long BaseTimestamp = 1_700_000_000_000;

    public CompressionType Codec { get; init; }

    public IReadOnlyList<SpecRecord> Records { get; init; } = [];

    /// <summary>Attribute bits beside the codec's.</summary>
    public int Attributes { get; init; }

    public long BaseOffset { get; init; }

    public long ProducerId { get; init; } = -1;

    /// <summary>What the header says; the number of records if not given.</summary>
    public int? RecordCount { get; init; }

    /// <summary>What stands behind the header; the records, compressed, if not given.</summary>
    public byte[]? Payload { get; init; }

    /// <summary>A batch of one record with this value.</summary>
    public static SpecBatch Of(CompressionType codec, params byte[][] values) =>
        new() { Codec = codec, Records = [.. values.Select((value, i) => new SpecRecord(value, i))] };

    public byte[] Encode()
    {
        byte[] payload = Payload ?? Compress(Codec, EncodeRecords());
        byte[] batch = new byte[BatchLayout.RecordsAt + payload.Length];
        payload.CopyTo(batch, BatchLayout.RecordsAt);
        BinaryPrimitives.WriteInt64BigEndian(batch, BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(BatchLayout.LengthAt), batch.Length - BatchLayout.Prefix);
        batch[BatchLayout.MagicAt] = 2;
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(BatchLayout.AttributesAt), (short)((int)Codec | Attributes));
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(BatchLayout.LastOffsetDeltaAt), Records.Count == 0 ? 0 : Records[^1].OffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(BatchLayout.BaseTimestampAt), BaseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(BatchLayout.MaxTimestampAt), BaseTimestamp + 99_999);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(BatchLayout.ProducerIdAt), ProducerId);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(BatchLayout.RecordCountAt), RecordCount ?? Records.Count);
        Seal(batch);
        return batch;
    }

    /// <summary>Puts the checksum that the batch's bytes now have.</summary>
    public static void Seal(Span<byte> batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(batch[BatchLayout.CrcAt..], Crc32C.Compute(batch[BatchLayout.AttributesAt..]));

    public static byte[] Compress(CompressionType codec, byte[] plain, byte magic = 2)
    {
        if (codec == CompressionType.None)
            return plain;
        var buffer = new PooledBuffer();
        BatchCodecs.Find(codec, magic)!.Compress(plain, default, magic, buffer);
        return buffer.Written.ToArray();
    }

    public byte[] EncodeRecords()
    {
        var output = new MemoryStream();
        foreach (SpecRecord record in Records)
        {
            var body = new MemoryStream();
            body.WriteByte(0);
            WriteVarint(body, record.TimestampDelta);
            WriteVarint(body, record.OffsetDelta);
            WriteBytes(body, record.Key);
            WriteBytes(body, record.Value);
            WriteVarint(body, record.Headers.Length);
            foreach ((string key, byte[]? value) in record.Headers)
            {
                WriteBytes(body, Encoding.UTF8.GetBytes(key));
                WriteBytes(body, value);
            }

            WriteBytes(output, body.ToArray());
        }

        return output.ToArray();
    }

    private static void WriteBytes(MemoryStream output, byte[]? bytes)
    {
        WriteVarint(output, bytes?.Length ?? -1);
        output.Write(bytes);
    }

    private static void WriteVarint(MemoryStream output, long value)
    {
        ulong raw = (ulong)((value << 1) ^ (value >> 63));
        for (; raw >= 0x80; raw >>= 7)
            output.WriteByte((byte)(raw | 0x80));
        output.WriteByte((byte)raw);
    }
}
