using System.Buffers;
using System.Buffers.Binary;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

public sealed class BatchRebuilderTests
{
    private static readonly byte[] Card = "4111111111111111"u8.ToArray();

    public static TheoryData<CompressionType> Codecs => [.. Enum.GetValues<CompressionType>()];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void What_is_not_the_value_stays_as_it_was_bit_for_bit(CompressionType codec)
    {
        var record = new SpecRecord("key"u8.ToArray(), Card, [("h", "1"u8.ToArray()), ("h", null), ("", [])], OffsetDelta: 3, TimestampDelta: -5);
        var spec = new SpecBatch
        {
            Codec = codec,
            Records = [record, record with { OffsetDelta = 9, Value = null }],
            Attributes = BatchLayout.TransactionalBit | 0x4000,
            BaseOffset = 5_000_000_000,
            ProducerId = 77,
        };

        byte[] rebuilt = RecordSets.Rebuild(spec.Encode(), rebuilder => rebuilder.Replace("****"u8));

        SpecRecord masked = record with { Value = "****"u8.ToArray() };
        Assert.Equal((spec with { Records = [masked, masked with { OffsetDelta = 9 }] }).Encode(), rebuilt);
    }

    [Fact]
    public void A_value_of_the_same_length_changes_the_value_and_the_checksum_and_no_other_byte()
    {
        byte[] set = SpecBatch.Of(CompressionType.None, Card, Card).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            if (rebuilder.Current.Index == 1)
                rebuilder.Replace("************1111"u8);
        });

        int valueAt = set.Length - Card.Length - 1;
        Assert.Equal("************1111"u8.ToArray(), rebuilt[valueAt..^1]);
        "4111111111111111"u8.CopyTo(rebuilt.AsSpan(valueAt));
        set.AsSpan(BatchLayout.CrcAt, 4).CopyTo(rebuilt.AsSpan(BatchLayout.CrcAt));
        Assert.Equal(set, rebuilt);
    }

    [Fact]
    public void Records_change_independently_of_their_neighbours()
    {
        byte[] set = SpecBatch.Of(CompressionType.Lz4, Card, Card, Card, Card, Card).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            switch (rebuilder.Current.Index)
            {
                case 1: rebuilder.Replace("same length here"u8); break;
                case 2: rebuilder.Replace("longer than the value was before"u8); break;
                case 3: rebuilder.ReplaceNull(); break;
                default: rebuilder.Keep(); break;
            }
        });

        string card = Convert.ToHexStringLower(Card);
        string?[] expected = [card, Convert.ToHexStringLower("same length here"u8), Convert.ToHexStringLower("longer than the value was before"u8), null, card];
        Assert.Equal(expected, RecordSets.Read(rebuilt)[0].Records.Select(record => record.Value));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_record_that_is_left_out_leaves_a_gap_and_nothing_else(CompressionType codec)
    {
        var record = new SpecRecord("key"u8.ToArray(), Card, [("h", "1"u8.ToArray())], OffsetDelta: 0, TimestampDelta: 2);
        var spec = new SpecBatch { Codec = codec, Records = [record, record with { OffsetDelta = 1 }, record with { OffsetDelta = 2 }], BaseOffset = 40, ProducerId = 77 };

        byte[] rebuilt = RecordSets.Rebuild(spec.Encode(), rebuilder =>
        {
            if (rebuilder.Current.Index == 1)
                rebuilder.Drop();
            else
                rebuilder.Replace("****"u8);
        });

        SpecRecord masked = record with { Value = "****"u8.ToArray() };
        Assert.Equal((spec with { Records = [masked, masked with { OffsetDelta = 2 }] }).Encode(), rebuilt);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Where_the_last_ones_are_left_out_readers_go_on_behind_them(CompressionType codec)
    {
        byte[] set = SpecBatch.Of(codec, Card, Card, Card).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            if (rebuilder.Current.Index > 0)
                rebuilder.Drop();
        });

        Assert.Single(RecordSets.Read(rebuilt)[0].Records);
        // What tells the next offset to ask for is the header's last offset, which stays.
        Assert.Equal(set[..8], rebuilt[..8]);
        Assert.Equal(set[23..27], rebuilt[23..27]);
    }

    [Fact]
    public void A_tombstone_and_an_empty_value_are_told_apart_both_ways()
    {
        byte[] set = (SpecBatch.Of(CompressionType.None) with { Records = [new SpecRecord((byte[]?)null), new SpecRecord([], 1)] }).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            if (rebuilder.Current.IsValueNull)
                rebuilder.Replace([]);
            else
                rebuilder.ReplaceNull();
        });

        Assert.Equal([null, ""], RecordSets.Read(set)[0].Records.Select(record => record.Value));
        Assert.Equal(["", null], RecordSets.Read(rebuilt)[0].Records.Select(record => record.Value));
    }

    [Fact]
    public void The_last_word_on_a_record_counts()
    {
        byte[] set = SpecBatch.Of(CompressionType.Gzip, Card, Card).Encode();

        byte[] kept = RecordSets.Rebuild(set, rebuilder =>
        {
            rebuilder.ReplaceNull();
            rebuilder.Replace("x"u8);
            rebuilder.ReplaceKey("k"u8);
            rebuilder.Keep();
        });
        byte[] changed = RecordSets.Rebuild(set, rebuilder =>
        {
            rebuilder.Replace("first"u8);
            rebuilder.Replace("second"u8);
        });

        Assert.Equal(set, kept);
        Assert.All(RecordSets.Read(changed)[0].Records, record => Assert.Equal(Convert.ToHexStringLower("second"u8), record.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_key_is_replaced_alone_or_with_the_value(byte magic)
    {
        byte[] set = magic == 2
            ? (SpecBatch.Of(CompressionType.Snappy) with { Records = [new SpecRecord("k"u8.ToArray(), Card, [], 0, 0)] }).Encode()
            : SpecMessage.Wrap(magic, CompressionType.Snappy, 0, SpecMessage.Encode(magic, 0, "k"u8.ToArray(), Card));

        byte[] keyOnly = RecordSets.Rebuild(set, rebuilder => rebuilder.ReplaceKey("other"u8));
        byte[] both = RecordSets.Rebuild(set, rebuilder =>
        {
            rebuilder.Replace("v"u8);
            rebuilder.ReplaceKey("other"u8);
        });

        ReadRecord before = RecordSets.Read(set)[0].Records[0];
        ReadRecord withKey = before with { Key = Convert.ToHexStringLower("other"u8) };
        Assert.Equal(withKey, RecordSets.Read(keyOnly)[0].Records[0]);
        Assert.Equal(withKey with { Value = Convert.ToHexStringLower("v"u8) }, RecordSets.Read(both)[0].Records[0]);
    }

    [Fact]
    public void A_control_batch_is_never_opened_and_goes_out_as_it_is()
    {
        byte[] set = (SpecBatch.Of(CompressionType.Gzip) with { Attributes = BatchLayout.ControlBit, Payload = "no gzip"u8.ToArray(), RecordCount = 1 }).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, _ => Assert.Fail("It must show no record."));

        Assert.Equal(set, rebuilt);
    }

    [Fact]
    public void A_control_bit_does_not_save_a_batch_from_its_checksum()
    {
        byte[] set = SpecBatch.Of(CompressionType.None, Card).Encode();
        set[BatchLayout.AttributesAt + 1] |= BatchLayout.ControlBit;

        Assert.Equal(RecordFaultKind.Crc, RecordSets.FaultOf(set)?.Kind);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_batch_emptied_by_compaction_has_no_records_whatever_its_codec_bits(CompressionType codec)
    {
        byte[] set = (SpecBatch.Of(codec) with { Payload = [] }).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, _ => Assert.Fail("It must show no record."));

        Assert.Equal(set, rebuilt);
    }

    [Fact]
    public void Timestamps_count_from_the_base_also_where_that_is_a_delete_horizon()
    {
        byte[] set = (SpecBatch.Of(CompressionType.None) with
        {
            Attributes = BatchLayout.DeleteHorizonBit,
            Records = [new SpecRecord(null, Card, [], 0, -86_400_000)],
        }).Encode();

        Assert.Equal(SpecBatch.BaseTimestamp - 86_400_000, RecordSets.Read(set)[0].Records[0].Timestamp);
    }

    [Fact]
    public void Under_the_brokers_clock_every_record_has_the_batchs_timestamp_and_keeps_its_own_bytes()
    {
        SpecBatch spec = SpecBatch.Of(CompressionType.Zstd, Card, Card) with { Attributes = BatchLayout.LogAppendTimeBit };

        byte[] rebuilt = RecordSets.Rebuild(spec.Encode(), rebuilder => rebuilder.Replace("x"u8));

        Assert.All(RecordSets.Read(rebuilt)[0].Records, record => Assert.Equal(SpecBatch.BaseTimestamp + 99_999, record.Timestamp));
        Assert.Equal((SpecBatch.Of(CompressionType.Zstd, "x"u8.ToArray(), "x"u8.ToArray()) with { Attributes = BatchLayout.LogAppendTimeBit }).Encode(), rebuilt);
    }

    [Fact]
    public void A_wrapper_keeps_its_own_key_and_the_offsets_inside()
    {
        byte[] inner = [.. SpecMessage.Encode(1, 0, null, Card), .. SpecMessage.Encode(1, 4, null, Card)];
        byte[] set = SpecMessage.Encode(1, 104, "outer"u8.ToArray(), SpecBatch.Compress(CompressionType.Lz4, inner, 1), (int)CompressionType.Lz4);

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder => rebuilder.Replace("x"u8));

        Assert.Equal([100, 104], RecordSets.Read(rebuilt)[0].Records.Select(record => record.Offset));
        byte[] innerNow = [.. SpecMessage.Encode(1, 0, null, "x"u8.ToArray()), .. SpecMessage.Encode(1, 4, null, "x"u8.ToArray())];
        Assert.Equal(SpecMessage.Encode(1, 104, "outer"u8.ToArray(), SpecBatch.Compress(CompressionType.Lz4, innerNow, 1), (int)CompressionType.Lz4), rebuilt);
    }

    [Fact]
    public void One_rebuilder_serves_any_number_of_batches_and_forgets_each()
    {
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var output = new ArrayBufferWriter<byte>();
        byte[] bad = (SpecBatch.Of(CompressionType.Gzip, Card) with { Payload = "no gzip"u8.ToArray() }).Encode();
        byte[] good = SpecBatch.Of(CompressionType.Gzip, Card).Encode();

        foreach (byte[] set in new[] { good, bad, good })
        {
            var view = new RecordSetView(set);
            Assert.True(view.MoveNext());
            bool isSound = rebuilder.Open(view.Current) is null;
            while (isSound && rebuilder.MoveNext())
                continue;
            Assert.False(rebuilder.IsChanged);
            Assert.Equal(set == bad, rebuilder.Close(output) is not null);
            Assert.Null(rebuilder.Fault);
        }

        Assert.Equal((byte[])[.. good, .. good], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_batch_that_was_not_read_to_its_end_does_not_go_out()
    {
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var view = new RecordSetView(SpecBatch.Of(CompressionType.None, Card, Card).Encode());
        view.MoveNext();
        rebuilder.Open(view.Current);
        rebuilder.MoveNext();

        Assert.Throws<InvalidOperationException>(() => rebuilder.Close(new ArrayBufferWriter<byte>()));

        rebuilder.Abandon();
        Assert.Throws<InvalidOperationException>(() => rebuilder.MoveNext());
        Assert.Throws<InvalidOperationException>(() => rebuilder.Close(new ArrayBufferWriter<byte>()));
        Assert.Throws<InvalidOperationException>(() => { _ = rebuilder.Current.Index; });
    }

    [Fact]
    public void Values_that_grow_beyond_the_limit_stop_the_batch()
    {
        var rebuilder = new BatchRebuilder(new RecordLimits { MaxBytes = 1000 });
        var output = new ArrayBufferWriter<byte>();
        var view = new RecordSetView(SpecBatch.Of(CompressionType.None, Card, Card, Card).Encode());
        view.MoveNext();
        rebuilder.Open(view.Current);
        while (rebuilder.MoveNext())
            rebuilder.Replace(new byte[600]);

        RecordFault? fault = rebuilder.Close(output);

        Assert.Equal((RecordFaultKind.TooLarge, 1), (fault?.Kind, fault?.Record));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void The_length_in_the_header_is_that_of_the_rebuilt_batch()
    {
        byte[] rebuilt = RecordSets.Rebuild(SpecBatch.Of(CompressionType.Zstd, Card).Encode(), rebuilder => rebuilder.Replace(new byte[5000]));

        Assert.Equal(rebuilt.Length - BatchLayout.Prefix, BinaryPrimitives.ReadInt32BigEndian(rebuilt.AsSpan(BatchLayout.LengthAt)));
    }
}
