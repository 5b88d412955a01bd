using System.Buffers.Binary;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

/// <summary>Batches with a right checksum and contents that lie.</summary>
public sealed class HostileBatchTests
{
    private static readonly byte[] Value = "value"u8.ToArray();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    [InlineData(1_000_000, 2)]
    public void A_count_that_is_not_that_of_the_records_is_a_fault(int said, int actual)
    {
        byte[] set = (SpecBatch.Of(CompressionType.None, [.. Enumerable.Repeat(Value, actual)]) with { RecordCount = said }).Encode();

        Assert.Equal(RecordFaultKind.RecordCount, RecordSets.FaultOf(set)?.Kind);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_negative_count_is_a_fault(int said)
    {
        byte[] set = (SpecBatch.Of(CompressionType.Lz4, Value) with { RecordCount = said }).Encode();

        Assert.Equal(new RecordFault(RecordFaultKind.RecordCount, BatchLayout.RecordCountAt), RecordSets.FaultOf(set));
    }

    [Fact]
    public void A_compressed_payload_behind_a_count_of_zero_is_a_fault_since_some_readers_go_by_the_bytes()
    {
        byte[] set = (SpecBatch.Of(CompressionType.Lz4, Value) with { RecordCount = 0 }).Encode();

        Assert.Equal(RecordFaultKind.RecordCount, RecordSets.FaultOf(set)?.Kind);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Codec_bits_without_a_codec_are_a_fault(int bits)
    {
        byte[] set = (SpecBatch.Of((CompressionType)bits) with { Payload = Value, RecordCount = 1 }).Encode();

        Assert.Equal(new RecordFault(RecordFaultKind.Codec, BatchLayout.AttributesAt), RecordSets.FaultOf(set));
    }

    [Fact]
    public void Zstd_in_an_old_message_is_a_fault() =>
        Assert.Equal(RecordFaultKind.Codec, RecordSets.FaultOf(SpecMessage.Encode(1, 0, null, Value, (int)CompressionType.Zstd))?.Kind);

    // A record with value "v": length 14/2, attributes 0, timestamp 0, offset 0, key null, value length 1, "v", no headers.
    [Theory]
    [InlineData("0e000000010276", "the body ends early")]
    [InlineData("10000000010276000000", "bytes are left in the record")]
    [InlineData("0000000001027600", "a body without fields")]
    [InlineData("0100000001027600", "a negative length")]
    [InlineData("0e00000003027600", "a key length below null")]
    [InlineData("0e00000001037600", "a value length below null")]
    [InlineData("0e000000010a7600", "a value longer than the record")]
    [InlineData("0e00000001027601", "a negative header count")]
    [InlineData("0e00000001027602", "a header that is not there")]
    [InlineData("120000000102760201", "a header key that is null")]
    [InlineData("0effffffffffffffffff01", "a timestamp without an end")]
    [InlineData("ffffffffff", "a length without an end")]
    [InlineData("feffffff0f00000001027600", "a length of two billion")]
    public void A_record_whose_lengths_contradict_each_other_is_a_fault(string hex, string why)
    {
        byte[] set = (SpecBatch.Of(CompressionType.None) with { Payload = Convert.FromHexString(hex), RecordCount = 1 }).Encode();

        Assert.True(RecordSets.FaultOf(set) == new RecordFault(RecordFaultKind.Record, BatchLayout.RecordsAt, 0), why);
    }

    [Fact]
    public void The_record_of_the_rows_above_is_sound_without_the_lie()
    {
        byte[] set = (SpecBatch.Of(CompressionType.None) with { Payload = Convert.FromHexString("0e00000001027600"), RecordCount = 1 }).Encode();

        Assert.Equal("76", RecordSets.Read(set)[0].Records[0].Value);
    }

    [Fact]
    public void Varints_of_more_bytes_than_needed_are_read_and_kept()
    {
        // Offset delta 0 written in two bytes, 80 00.
        byte[] set = (SpecBatch.Of(CompressionType.None) with { Payload = Convert.FromHexString("100000800001027600"), RecordCount = 1 }).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder => rebuilder.Replace("vw"u8));

        Assert.Equal("12000080000104767700", Convert.ToHexStringLower(rebuilt.AsSpan(BatchLayout.RecordsAt)));
    }

    [Fact]
    public void A_fault_names_the_record()
    {
        byte[] records = (SpecBatch.Of(CompressionType.None, Value, Value) with { Codec = CompressionType.None }).EncodeRecords();
        byte[] set = (SpecBatch.Of(CompressionType.Zstd) with { Payload = SpecBatch.Compress(CompressionType.Zstd, [.. records, 0x01]), RecordCount = 3 }).Encode();

        Assert.Equal(new RecordFault(RecordFaultKind.Record, records.Length, 2), RecordSets.FaultOf(set));
    }

    [Fact]
    public void More_records_than_the_limit_are_a_fault_by_the_header_and_by_the_messages()
    {
        var limits = new RecordLimits { MaxRecords = 2 };
        byte[] batch = SpecBatch.Of(CompressionType.None, Value, Value, Value).Encode();
        byte[] message = SpecMessage.Encode(0, 0, null, Value);
        byte[] wrapper = SpecMessage.Wrap(0, CompressionType.Gzip, 0, message, message, message);

        Assert.Equal(new RecordFault(RecordFaultKind.TooManyRecords, BatchLayout.RecordCountAt), RecordSets.FaultOf(batch, limits));
        Assert.Equal(RecordFaultKind.TooManyRecords, RecordSets.FaultOf(wrapper, limits)?.Kind);
    }

    [Fact]
    public void A_wrapper_in_a_wrapper_is_a_fault()
    {
        byte[] inner = SpecMessage.Wrap(1, CompressionType.Gzip, 0, SpecMessage.Encode(1, 0, null, Value));

        Assert.Equal(new RecordFault(RecordFaultKind.Nested, 0, 0), RecordSets.FaultOf(SpecMessage.Wrap(1, CompressionType.Gzip, 0, inner)));
    }

    [Fact]
    public void A_message_of_another_magic_in_a_wrapper_is_a_fault() =>
        Assert.Equal(RecordFaultKind.Magic, RecordSets.FaultOf(SpecMessage.Wrap(1, CompressionType.Gzip, 0, SpecMessage.Encode(0, 0, null, new byte[20])))?.Kind);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wrapper_around_nothing_is_a_fault(bool isNull)
    {
        byte[] set = SpecMessage.Encode(1, 0, null, isNull ? null : SpecBatch.Compress(CompressionType.Snappy, [], 1), (int)CompressionType.Snappy);

        Assert.NotNull(RecordSets.FaultOf(set));
    }

    [Fact]
    public void A_message_inside_a_wrapper_is_checked_against_its_own_checksum()
    {
        byte[] inner = SpecMessage.Encode(1, 0, null, Value);
        inner[^1] ^= 1;

        Assert.Equal(new RecordFault(RecordFaultKind.Crc, 0, 0), RecordSets.FaultOf(SpecMessage.Wrap(1, CompressionType.Lz4, 0, inner)));
    }

    [Theory]
    [InlineData(18, -2)]
    [InlineData(18, int.MaxValue)]
    [InlineData(22, -2)]
    [InlineData(22, 4)]
    [InlineData(22, 6)]
    [InlineData(22, int.MaxValue)]
    public void A_messages_lengths_must_fill_it_exactly(int at, int length)
    {
        byte[] message = SpecMessage.Encode(0, 0, null, Value);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(at), length);
        LegacyFormat.Seal(message);

        Assert.Equal(RecordFaultKind.Record, RecordSets.FaultOf(message)?.Kind);
    }

    [Fact]
    public void A_fault_says_in_words_what_and_where_without_a_byte_of_the_input()
    {
        string[] texts = [.. Enum.GetValues<RecordFaultKind>().Select(kind => new RecordFault(kind, 17).ToString())];

        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.All(Enum.GetNames<RecordFaultKind>(), name => Assert.DoesNotContain($" {name} ", string.Concat(texts), StringComparison.Ordinal));
        Assert.Equal("record 3 of its batch: the record's lengths contradict each other (byte 40)", new RecordFault(RecordFaultKind.Record, 40, 3).ToString());
    }
}
