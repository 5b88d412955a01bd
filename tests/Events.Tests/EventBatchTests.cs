using System.Text;
using CsCheck;
using Xunit;

namespace Compliance.Events.Tests;

public sealed class EventBatchTests
{
    [Fact]
    public void A_batch_gives_back_its_events_in_order()
    {
        var bytes = Batch(100, "one", "", "three");

        Assert.Null(EventBatchView.Open(bytes, out var batch));
        Assert.Equal(("proxy-ü", 7L, 100L, 102L, 3), (batch.Proxy, batch.Epoch, batch.First, batch.Last, batch.Count));
        var events = new List<string>();
        while (batch.MoveNext())
            events.Add(Encoding.UTF8.GetString(batch.Current));
        Assert.Equal(["one", "", "three"], events);
    }

    [Fact]
    public void A_writer_is_reused_and_forgets_the_last_batch()
    {
        var writer = new EventBatchWriter(1000);
        writer.Start("first-proxy", 1);
        writer.TryAdd(1, "old"u8);
        writer.Finish();

        writer.Start("p", 2);
        Assert.True(writer.TryAdd(50, "new"u8));
        var bytes = writer.Finish();

        Assert.Null(EventBatchView.Open(bytes.Span, out var batch));
        Assert.Equal(("p", 2L, 50L, 50L), (batch.Proxy, batch.Epoch, batch.First, batch.Last));
    }

    [Fact]
    public void A_writer_refuses_a_hole_and_what_is_too_much()
    {
        var writer = new EventBatchWriter(100);
        writer.Start("p", 1);
        Assert.True(writer.TryAdd(1, new byte[200])); // a single event always goes

        Assert.False(writer.TryAdd(2, new byte[1]));

        writer.Start("p", 1);
        Assert.True(writer.TryAdd(1, "a"u8));
        Assert.False(writer.TryAdd(3, "c"u8));
        Assert.False(writer.TryAdd(1, "a"u8));
        Assert.True(writer.TryAdd(2, "b"u8));
        Assert.Equal(2, writer.Count);
    }

    [Fact]
    public void A_batch_without_events_or_without_a_start_is_a_mistake_of_the_caller()
    {
        var writer = new EventBatchWriter(100);

        Assert.Throws<InvalidOperationException>(() => writer.TryAdd(1, default));
        Assert.Throws<InvalidOperationException>(() => writer.Finish());
    }

    [Fact]
    public void Every_changed_byte_and_every_cut_is_refused()
    {
        var bytes = Batch(5, "one", "two");

        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 0x10;
            Assert.NotNull(EventBatchView.Open(changed, out _));
            Assert.NotNull(EventBatchView.Open(bytes.AsSpan(0, i), out _));
        }
    }

    [Fact]
    public void A_batch_whose_count_and_content_differ_is_refused_even_with_a_right_checksum()
    {
        Assert.Equal(EventFaultKind.BadCount, EventBatchView.Open(Resealed(b => b[EventBatchView.CountAt + 3] = 4), out _)?.Kind);
        Assert.Equal(EventFaultKind.BadCount, EventBatchView.Open(Resealed(b => b[EventBatchView.LastAt + 7] = 9), out _)?.Kind);
        Assert.Equal(EventFaultKind.Truncated, EventBatchView.Open(Resealed(b => b[EventBatchView.NameAt] = 0x7F), out _)?.Kind);
        Assert.Equal(EventFaultKind.Truncated, EventBatchView.Open(Resealed(b => b[^4] = 0xFF), out _)?.Kind);
    }

    // A reader counts up from the first sequence: one below it would be taken for an event that has come already, and be lost unseen.
    [Theory, InlineData(0), InlineData(-1), InlineData(long.MinValue), InlineData(long.MaxValue), InlineData(long.MaxValue - 1)]
    public void A_batch_whose_sequences_no_event_can_have_is_refused(long first) =>
        Assert.Equal(EventFaultKind.BadCount, EventBatchView.Open(Batch(first, "one", "two"), out _)?.Kind);

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        if (bytes.Length > 0)
            bytes[0] = EventBatchView.Format;
        if (bytes.Length >= EventBatchView.FixedHeader)
            Seal(bytes);
        EventBatchView.Open(bytes, out _);
    });

    private static byte[] Batch(long first, params string[] events)
    {
        var writer = new EventBatchWriter(10_000);
        writer.Start("proxy-ü", 7);
        foreach (var e in events)
            Assert.True(writer.TryAdd(first++, Encoding.UTF8.GetBytes(e)));
        return writer.Finish().ToArray();
    }

    private static byte[] Resealed(Action<byte[]> change)
    {
        var bytes = Batch(5, "one", "two", "");
        change(bytes);
        return Seal(bytes);
    }

    private static byte[] Seal(byte[] bytes)
    {
        var crc = Crc32C.Of(bytes.AsSpan(EventBatchView.EpochAt));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(EventBatchView.CrcAt), crc);
        return bytes;
    }
}
