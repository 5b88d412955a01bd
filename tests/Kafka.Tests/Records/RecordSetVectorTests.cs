using System.Text;
using System.Text.Json;
using Compliance.Kafka.Records;
using Compliance.Kafka.Tests.Data;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Every record set that Kafka's own classes wrote: read, and rebuilt with other values.</summary>
public sealed class RecordSetVectorTests
{
    public static IEnumerable<TheoryDataRow<string>> Sets => RecordSetVectors.Names;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Reading_finds_the_batches_and_records_that_Kafka_wrote(string name)
    {
        VectorLine line = RecordSetVectors.Find(name);

        List<ReadBatch> found = RecordSets.Read(line.Bytes);

        JsonElement[] expected = [.. line.Json.GetProperty("batches").EnumerateArray()];
        Assert.Equal(expected.Length, found.Count);
        for (int i = 0; i < expected.Length; i++)
            AssertBatch(expected[i], found[i]);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_set_in_which_nothing_is_replaced_goes_out_byte_for_byte(string name)
    {
        byte[] set = RecordSetVectors.Find(name).Bytes;

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder => rebuilder.Keep());

        Assert.Equal(set, rebuilt);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_longer_value_is_found_and_all_else_is_as_before(string name) =>
        AssertChanged(name, value => value is null ? "6e6577" : value + Hex("and some more that compresses badly: 8f2c-1b7e-99d0"));

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_shorter_value_is_found_and_all_else_is_as_before(string name) =>
        AssertChanged(name, value => value is { Length: > 20 } ? value[..20] : value);

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_value_of_the_same_length_is_found_and_all_else_is_as_before(string name) =>
        AssertChanged(name, value => value?.Replace("34313131", "2a2a2a2a", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_value_made_null_is_found_and_all_else_is_as_before(string name) =>
        AssertChanged(name, _ => null);

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    /// <summary>Changes every second record's value and compares the whole set.</summary>
    private static void AssertChanged(string name, Func<string?, string?> change)
    {
        byte[] set = RecordSetVectors.Find(name).Bytes;
        List<ReadBatch> before = RecordSets.Read(set);

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            RecordView record = rebuilder.Current;
            if (record.Offset % 2 != 0)
                return;
            string? value = change(record.IsValueNull ? null : Convert.ToHexStringLower(record.Value));
            if (value is null)
                rebuilder.ReplaceNull();
            else
                rebuilder.Replace(Convert.FromHexString(value));
        });

        List<ReadBatch> after = RecordSets.Read(rebuilt);
        Assert.Equal(before.Count, after.Count);
        for (int i = 0; i < before.Count; i++)
        {
            ReadRecord[] expected = [.. before[i].Records.Select(one => one.Offset % 2 != 0 ? one : one with { Value = change(one.Value) })];
            Assert.Equal(expected, after[i].Records);
            Assert.Equal(before[i] with { Records = [], Size = 0, Crc = 0 }, after[i] with { Records = [], Size = 0, Crc = 0 });
        }
    }

    private static void AssertBatch(JsonElement expected, ReadBatch found)
    {
        Assert.Equal(Bool("transactional"), found.IsTransactional);
        Assert.Equal(Bool("control"), found.IsControl);
        Assert.Equal(Int64("producerId"), found.ProducerId);
        Assert.Equal(Int64("producerEpoch"), found.ProducerEpoch);
        if (found.IsControl)
            return;
        Assert.Equal(Int64("baseOffset"), found.FirstOffset);
        Assert.Equal(Int64("lastOffset"), found.LastOffset);
        Assert.Equal(Int64("sizeInBytes"), found.Size);
        Assert.Equal(Int64("baseSequence"), found.BaseSequence);
        Assert.Equal(Int64("maxTimestamp"), found.MaxTimestamp);
        Assert.Equal(Int64("partitionLeaderEpoch"), found.PartitionLeaderEpoch);
        Assert.Equal(expected.GetProperty("timestampType").GetString()!.Replace("Type", "", StringComparison.Ordinal), TypeName(found));
        if (expected.TryGetProperty("crc", out JsonElement crc))
            Assert.Equal(crc.GetUInt32(), found.Crc);
        Assert.Equal(expected.GetProperty("records").EnumerateArray().Select(Record), found.Records);

        bool Bool(string property) => expected.GetProperty(property).GetBoolean();
        long Int64(string property) => expected.GetProperty(property).GetInt64();
    }

    private static string TypeName(ReadBatch batch) => batch.TimestampType.ToString();

    private static ReadRecord Record(JsonElement record) => new(
        record.GetProperty("offset").GetInt64(),
        record.GetProperty("timestamp").GetInt64(),
        record.GetProperty("key").GetString(),
        record.GetProperty("value").GetString(),
        string.Join(' ', record.GetProperty("headers").EnumerateArray().Select(header => ReadRecord.Header(Hex(header[0].GetString()!), header[1].GetString()))));
}
