using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>A journal with its recorder, without shipper: what a test fills and looks into.</summary>
internal sealed class OpenJournal : IAsyncDisposable
{
    private readonly AuditMetrics _metrics = new();

    public OpenJournal(AuditPlan plan, ILogger? log = null)
    {
        Loop = JournalLoop.Open(plan, TimeProvider.System, _metrics, log ?? NullLogger.Instance);
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

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        _metrics.Dispose();
    }
}
