using System.Buffers.Binary;
using System.Text;
using Compliance.Kafka.Records;

namespace Compliance.Functional.BadInput;

/// <summary>
/// Record batches of magic 2 by hand, good ones and hostile ones:
/// <c>int64 base offset, int32 length, int32 epoch, int8 magic, uint32 crc, int16 attributes, int32 last delta, 2 × int64 time, int64 producer id,
/// int16 producer epoch, int32 sequence, int32 count, records</c>.
/// </summary>
internal static class RecordBatch
{
    private const int Header = 61;

    /// <summary>An uncompressed batch of values without keys.</summary>
    public static byte[] Of(params string[] values)
    {
        using var records = new MemoryStream();
        for (var i = 0; i < values.Length; i++)
            Write(records, i, Encoding.UTF8.GetBytes(values[i]));
        return Around(0, values.Length, records.ToArray());
    }

    /// <summary>A batch whose records are these bytes in some codec, whatever they are.</summary>
    public static byte[] Compressed(short codec, byte[] packed) => Around(codec, 1, packed);

    /// <summary>The bytes before the value of a record whose value has this size.</summary>
    public static byte[] Beginning(int valueSize)
    {
        using var inner = new MemoryStream();
        inner.Write([0, 0, 0]);
        ZigZag(inner, -1);
        ZigZag(inner, valueSize);
        using var record = new MemoryStream();
        ZigZag(record, (int)inner.Length + valueSize + 1);
        record.Write(inner.ToArray());
        return record.ToArray();
    }

    /// <summary>The checksum covers whatever lies behind it, so the batch is well-formed from outside.</summary>
    private static byte[] Around(short attributes, int count, byte[] records)
    {
        var batch = new byte[Header + records.Length];
        var at = batch.AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(at[8..], batch.Length - 12);
        batch[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(at[21..], attributes);
        BinaryPrimitives.WriteInt32BigEndian(at[23..], count - 1);
        BinaryPrimitives.WriteInt64BigEndian(at[43..], -1);
        BinaryPrimitives.WriteInt16BigEndian(at[51..], -1);
        BinaryPrimitives.WriteInt32BigEndian(at[53..], -1);
        BinaryPrimitives.WriteInt32BigEndian(at[57..], count);
        records.CopyTo(at[Header..]);
        BinaryPrimitives.WriteUInt32BigEndian(at[17..], Crc32C.Compute(at[21..]));
        return batch;
    }

    /// <summary><c>varint length, int8 attributes, varint time delta, varint offset delta, varint -1 (no key), varint size, value, varint 0 (no headers)</c>.</summary>
    private static void Write(MemoryStream output, int delta, byte[] value)
    {
        using var record = new MemoryStream();
        record.WriteByte(0);
        ZigZag(record, 0);
        ZigZag(record, delta);
        ZigZag(record, -1);
        ZigZag(record, value.Length);
        record.Write(value);
        ZigZag(record, 0);
        ZigZag(output, (int)record.Length);
        output.Write(record.ToArray());
    }

    private static void ZigZag(MemoryStream output, int value)
    {
        var rest = (uint)((value << 1) ^ (value >> 31));
        for (; rest >= 0x80; rest >>= 7)
            output.WriteByte((byte)(rest | 0x80));
        output.WriteByte((byte)rest);
    }
}
