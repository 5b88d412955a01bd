using System.Buffers.Binary;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

public sealed class RecordSetViewTests
{
    private static readonly byte[] First = SpecBatch.Of(CompressionType.None, "one"u8.ToArray()).Encode();
    private static readonly byte[] Second = (SpecBatch.Of(CompressionType.Zstd, "two"u8.ToArray()) with { BaseOffset = 7 }).Encode();

    [Fact]
    public void An_empty_set_has_no_batch_no_tail_and_no_fault()
    {
        var view = new RecordSetView([]);

        Assert.False(view.MoveNext());
        Assert.Null(view.Fault);
        Assert.Equal(0, view.TailLength);
    }

    [Fact]
    public void A_set_cut_anywhere_gives_its_whole_batches_and_reports_the_rest_as_tail()
    {
        byte[] set = [.. First, .. Second];
        for (int length = 0; length < set.Length; length++)
        {
            var view = new RecordSetView(set.AsSpan(0, length));

            int whole = 0;
            while (view.MoveNext())
                whole++;

            Assert.Null(view.Fault);
            Assert.Equal(length >= First.Length ? 1 : 0, whole);
            Assert.Equal(length >= First.Length ? length - First.Length : length, view.TailLength);
        }
    }

    [Fact]
    public void Batches_of_all_magics_may_follow_each_other()
    {
        byte[] old0 = SpecMessage.Encode(0, offset: 3, "k"u8.ToArray(), "v0"u8.ToArray());
        byte[] old1 = SpecMessage.Encode(1, offset: 4, null, "v1"u8.ToArray());

        List<ReadBatch> found = RecordSets.Read([.. old0, .. old1, .. First, .. Second]);

        Assert.Equal([3, 4, 0, 7], found.Select(batch => batch.Records[0].Offset));
        Assert.Equal(["7630", "7631", "6f6e65", "74776f"], found.Select(batch => batch.Records[0].Value));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(127)]
    [InlineData(255)]
    public void An_unknown_magic_is_a_fault_and_not_a_tail(byte magic)
    {
        byte[] set = [.. First, .. Second];
        set[First.Length + BatchLayout.MagicAt] = magic;
        var view = new RecordSetView(set);

        Assert.True(view.MoveNext());
        Assert.False(view.MoveNext());

        Assert.Equal(new RecordFault(RecordFaultKind.Magic, First.Length + BatchLayout.MagicAt), view.Fault);
        Assert.False(view.MoveNext());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(13)]
    [InlineData(48)]
    public void A_length_too_small_for_a_header_is_a_fault(int length)
    {
        byte[] set = [.. First, .. Second];
        BinaryPrimitives.WriteInt32BigEndian(set.AsSpan(BatchLayout.LengthAt), length);
        var view = new RecordSetView(set);

        Assert.False(view.MoveNext());

        Assert.Equal(new RecordFault(RecordFaultKind.Length, BatchLayout.LengthAt), view.Fault);
    }

    [Fact]
    public void A_length_beyond_any_set_is_a_tail()
    {
        byte[] set = [.. First];
        BinaryPrimitives.WriteInt32BigEndian(set.AsSpan(BatchLayout.LengthAt), int.MaxValue);
        var view = new RecordSetView(set);

        Assert.False(view.MoveNext());

        Assert.Null(view.Fault);
        Assert.Equal(set.Length, view.TailLength);
    }

    [Fact]
    public void A_changed_byte_is_seen_by_the_checksum()
    {
        byte[] set = [.. Second];
        set[^1] ^= 1;
        var view = new RecordSetView(set);

        Assert.True(view.MoveNext());

        Assert.False(view.Current.CrcMatches());
        Assert.Equal(RecordFaultKind.Crc, RecordSets.FaultOf(set)?.Kind);
    }
}
