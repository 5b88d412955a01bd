using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.AuditSink.Tests.Intake;

public sealed class RecordReaderTests
{
    private readonly RecordReader _reader = new("audit", 3, new Sequences(), NullLogger.Instance);
    private readonly List<(string Action, long Sequence, Guid Id, long From, long To, long Offset)> _rows = [];

    [Fact]
    public void Events_come_out_in_order_and_once()
    {
        Read(0, Sample.Batch(1, 3));
        Read(1, Sample.Batch(2, 4));

        Assert.Equal([1, 2, 3, 4], _rows.Select(row => row.Sequence));
        Assert.All(_rows, row => Assert.Equal("kafka.fetch", row.Action));
    }

    [Fact]
    public void A_hole_is_a_row_before_the_event_behind_it()
    {
        Read(0, Sample.Batch(1, 2));
        Read(1, Sample.Batch(6, 6));

        Assert.Equal(["kafka.fetch", "kafka.fetch", AuditAction.Gap, "kafka.fetch"], _rows.Select(row => row.Action));
        Assert.Equal((3, 5), (_rows[2].From, _rows[2].To));
    }

    [Fact]
    public void The_same_finding_has_the_same_id_every_time()
    {
        Read(0, Sample.Batch(5, 5));
        Read(1, [9, 9, 9]);
        var first = _rows.Select(row => row.Id).ToArray();
        _rows.Clear();

        var again = new RecordReader("audit", 3, new Sequences(), NullLogger.Instance);
        again.Read(0, 1_000_000, Sample.Batch(5, 5), Keep);
        again.Read(1, 1_000_000, [9, 9, 9], Keep);

        Assert.Equal(first, _rows.Select(row => row.Id));
        Assert.Equal(3, first.Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void A_record_that_is_no_batch_is_a_row_with_its_place(byte[]? value)
    {
        Read(77, value);

        Assert.Equal((AuditAction.Unreadable, 77), (_rows.Single().Action, _rows.Single().Offset));
    }

    [Fact]
    public void A_damaged_batch_shows_as_unreadable_and_then_as_a_gap()
    {
        var batch = Sample.Batch(1, 3);
        batch[^1] ^= 1;
        Read(0, batch);
        Read(1, Sample.Batch(4, 4));

        Assert.Equal([AuditAction.Unreadable, AuditAction.Gap, "kafka.fetch"], _rows.Select(row => row.Action));
        Assert.Equal((1, 3), (_rows[1].From, _rows[1].To));
    }

    [Fact]
    public void An_event_of_an_unknown_form_is_a_row_in_its_place()
    {
        var writer = new EventBatchWriter(1000);
        writer.Start("proxy-1", 1000);
        writer.TryAdd(1, [99]);
        writer.TryAdd(2, Sample.Encode(Sample.Fetch(2)));
        Read(0, writer.Finish().ToArray());

        Assert.Equal([AuditAction.Unreadable, "kafka.fetch"], _rows.Select(row => row.Action));
        Assert.Equal((1, 1), (_rows[0].From, _rows[0].To));
    }

    private void Read(long offset, byte[]? value) => _reader.Read(offset, 1_000_000, value, Keep);

    private void Keep(AuditEvent e) => _rows.Add((e.Action, e.Sequence, e.Id, e.SeqFrom, e.SeqTo, e.OffsetFirst));
}
