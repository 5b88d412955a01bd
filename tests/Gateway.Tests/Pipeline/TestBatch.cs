using System.Buffers.Binary;
using System.Text;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>An uncompressed batch of magic 2, as a producer sends it, out of values (null: a tombstone).</summary>
internal static class TestBatch
{
    public static byte[] Of(params string?[] values) => At(0, values);

    public static byte[] At(long baseOffset, params string?[] values) => Of(baseOffset, Array.ConvertAll(values, v => v is null ? null : Encoding.UTF8.GetBytes(v)), null);

    /// <summary>Out of bytes, each record with the one header that is given.</summary>
    public static byte[] Of(long baseOffset, byte[]?[] values, (string Name, byte[] Value)? header) =>
        Of(baseOffset, Array.ConvertAll(values, value => new TestRecord(null, value, header is { } one ? [(one.Name, one.Value)] : [])));

    public static byte[] Of(long baseOffset, params TestRecord[] values)
    {
        var records = new MemoryStream();
        for (var i = 0; i < values.Length; i++)
            Write(records, i, values[i]);
        var batch = new byte[61 + records.Length];
        records.ToArray().CopyTo(batch, 61);
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(8), batch.Length - 12);
        batch[16] = 2;
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(23), values.Length - 1);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(43), -1);
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(51), -1);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(53), -1);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(57), values.Length);
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), Crc32C.Compute(batch.AsSpan(21)));
        return batch;
    }

    /// <summary>The values of a record set; every batch's checksum is looked at.</summary>
    public static List<string?> Values(byte[] set) => [.. Bytes(set).Select(value => value is null ? null : Encoding.UTF8.GetString(value))];

    /// <summary>The same as bytes.</summary>
    public static List<byte[]?> Bytes(byte[] set) => Read(set).ConvertAll(record => record.Value);

    /// <summary>Key, value and headers of each.</summary>
    public static List<TestRecord> Read(byte[] set)
    {
        List<TestRecord> records = [];
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var batches = new RecordSetView(set);
        while (batches.MoveNext())
        {
            Assert.True(batches.Current.CrcMatches());
            Assert.Null(rebuilder.Open(batches.Current));
            while (rebuilder.MoveNext())
                records.Add(TestRecord.Of(rebuilder.Current));
            rebuilder.Abandon();
        }

        Assert.Equal(0, batches.TailLength);
        return records;
    }

    private static void Write(MemoryStream output, int index, TestRecord record)
    {
        var body = new MemoryStream();
        body.WriteByte(0);
        Varint(body, 0);
        Varint(body, index);
        Write(body, record.Key);
        Write(body, record.Value);
        Varint(body, record.Headers.Length);
        foreach (var (name, value) in record.Headers)
        {
            Write(body, Encoding.UTF8.GetBytes(name));
            Write(body, value);
        }

        Varint(output, (int)body.Length);
        body.WriteTo(output);
    }

    private static void Write(MemoryStream output, byte[]? bytes)
    {
        Varint(output, bytes?.Length ?? -1);
        output.Write(bytes ?? []);
    }

    private static void Varint(MemoryStream output, int value)
    {
        var zigzag = (uint)((value << 1) ^ (value >> 31));
        for (; zigzag >= 0x80; zigzag >>= 7)
            output.WriteByte((byte)(zigzag | 0x80));
        output.WriteByte((byte)zigzag);
    }
}
