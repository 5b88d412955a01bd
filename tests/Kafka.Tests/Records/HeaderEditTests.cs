using System.Text;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Kafka.Tests.Records;

public sealed class HeaderEditTests
{
    private static readonly SpecRecord Filled = new(
        "key"u8.ToArray(), "value"u8.ToArray(), [("a", "1"u8.ToArray()), ("b", null), ("a", "22"u8.ToArray()), ("", []), ("z", new byte[200])], 0, 0);

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Zstd)]
    public void Headers_are_replaced_one_by_one_whatever_they_are_called(CompressionType codec)
    {
        // given two records with five headers, two of one name
        byte[] set = (SpecBatch.Of(codec) with { Records = [Filled, Filled with { OffsetDelta = 1 }] }).Encode();

        // when
        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            if (rebuilder.Current.OffsetDelta == 1)
                return;
            rebuilder.ReplaceHeader(0, "longer than it was"u8);
            rebuilder.DropHeader(2);
            rebuilder.ReplaceHeader(3, "filled"u8);
            rebuilder.ReplaceHeaderNull(4);
        });

        // then all else is as it was
        var (before, after) = (RecordSets.Read(set)[0].Records, RecordSets.Read(rebuilt)[0].Records);
        Assert.Equal(before[0] with { Headers = Headers(("a", "longer than it was"), ("b", null), ("", "filled"), ("z", null)) }, after[0]);
        Assert.Equal(before[1], after[1]);
    }

    [Fact]
    public void Key_value_and_headers_of_one_record_are_replaced_together_and_a_header_may_become_shorter()
    {
        byte[] set = (SpecBatch.Of(CompressionType.Lz4) with { Records = [Filled] }).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            rebuilder.ReplaceHeader(4, "s"u8);
            rebuilder.Replace("VALUE"u8);
            rebuilder.ReplaceKeyNull();
        });

        var record = Assert.Single(RecordSets.Read(rebuilt)[0].Records);
        Assert.Equal((null, Convert.ToHexStringLower("VALUE"u8)), (record.Key, record.Value));
        Assert.Equal(Headers(("a", "1"), ("b", null), ("a", "22"), ("", ""), ("z", "s")), record.Headers);
    }

    [Fact]
    public void All_headers_may_go()
    {
        byte[] set = (SpecBatch.Of(CompressionType.None) with { Records = [Filled] }).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            for (int i = 0; i < rebuilder.Current.Headers.Count; i++)
                rebuilder.DropHeader(i);
        });

        Assert.Equal(RecordSets.Read(set)[0].Records[0] with { Headers = "" }, Assert.Single(RecordSets.Read(rebuilt)[0].Records));
    }

    [Fact]
    public void What_was_said_of_headers_is_forgotten_with_the_rest()
    {
        byte[] set = (SpecBatch.Of(CompressionType.None) with { Records = [Filled] }).Encode();

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            rebuilder.ReplaceHeader(0, "x"u8);
            rebuilder.Keep();
        });

        Assert.Equal(set, rebuilt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Messages_without_headers_have_none_to_replace_and_lose_their_key_alone(byte magic)
    {
        byte[] set = SpecMessage.Wrap(magic, CompressionType.Gzip, 0, SpecMessage.Encode(magic, 0, "k"u8.ToArray(), "v"u8.ToArray()));

        byte[] rebuilt = RecordSets.Rebuild(set, rebuilder =>
        {
            Assert.Throws<InvalidOperationException>(() => rebuilder.DropHeader(0));
            rebuilder.ReplaceKeyNull();
        });

        Assert.Equal(RecordSets.Read(set)[0].Records[0] with { Key = null }, RecordSets.Read(rebuilt)[0].Records[0]);
    }

    [Fact]
    public void Headers_out_of_order_or_beyond_the_last_are_a_mistake_of_the_caller()
    {
        byte[] set = (SpecBatch.Of(CompressionType.None) with { Records = [Filled] }).Encode();

        RecordSets.Rebuild(set, rebuilder =>
        {
            rebuilder.ReplaceHeaderNull(1);
            Assert.Throws<InvalidOperationException>(() => rebuilder.ReplaceHeaderNull(1));
            Assert.Throws<InvalidOperationException>(() => rebuilder.DropHeader(0));
            Assert.Throws<InvalidOperationException>(() => rebuilder.DropHeader(5));
            Assert.Throws<InvalidOperationException>(() => rebuilder.DropHeader(-1));
        });
    }

    private static string Headers(params (string Key, string? Value)[] headers) =>
        string.Join(' ', headers.Select(h => ReadRecord.Header(Hex(h.Key), h.Value is null ? null : Hex(h.Value))));

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
