using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>A journal with its recorder, without shipper: what a test fills and looks into.</summary>
internal sealed class OpenJournal : IAsyncDisposable
{
    private readonly Instruments _instruments = new();
    private readonly AuditPlan _plan;

    public OpenJournal(AuditPlan plan, ILogger? log = null)
    {
        _plan = plan;
        Loop = JournalLoop.Open(plan, TimeProvider.System, new AuditMetrics(_instruments, TimeProvider.System), log ?? NullLogger.Instance);
        Recorder = new Recorder(Loop.Journal, new EventIds(TimeProvider.System), plan.Proxy, "1.0");
    }

    public JournalLoop Loop { get; }
    public Recorder Recorder { get; }

    /// <summary>Appends, waiting where the disk thread has not made room yet.</summary>
    public async Task<AuditEvent> AppendAsync(string? topic = null)
    {
        var e = SampleEvent.Fetch();
        e.Topic = topic;
        while (!Recorder.Append(e))
        {
            Assert.NotEqual(JournalState.Failed, Recorder.State);
            await Task.Delay(1);
        }

        return e;
    }

    public async Task AppendAsync(int count)
    {
        for (var i = 1; i < count; i++)
            await AppendAsync();
        Assert.True(await Recorder.WaitDurable((await AppendAsync()).Sequence));
    }

    /// <summary>Appends until the bound is reached, not only until the disk thread lags behind.</summary>
    public async Task FillAsync() => await Eventually.TrueAsync(
        () =>
        {
            var room = Loop.Journal.Room();
            // Not by the files that are there: one of them may be a segment that is still being made.
            var last = room.Spare is null && room.Active.IsPrepared && Loop.DiskBytes + _plan.SegmentBytes > _plan.MaxJournalBytes;

            // As small as an event can be: afterwards there is room for none.
            while (Recorder.Append(new AuditEvent()))
                last = false;
            return last;
        },
        TimeSpan.FromSeconds(60), "the journal to be full");

    public long DiskUse() => Directory.GetFiles(_plan.Journal, "*.journal").Sum(file => new FileInfo(file).Length);

    /// <summary>Acknowledges everything, as the shipper does when the topic has it.</summary>
    public async Task ReleaseAsync()
    {
        using var reader = Loop.Read();
        await Eventually.TrueAsync(
            () =>
            {
                JournalContent.Of(reader);
                return reader.Position.Sequence == Loop.Journal.Counts.Events;
            },
            TimeSpan.FromSeconds(60), "all events to be durable");
        Loop.Release(reader.Position);
    }

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        _instruments.Dispose();
    }
}
