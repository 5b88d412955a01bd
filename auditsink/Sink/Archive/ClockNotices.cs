using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Telemetry;
using Compliance.Events;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// Tells when the clock of this machine is set, while the sink runs or between two of its starts: a row of the archive, a metric and a log line.
/// What waits here waits by the monotonic clock; what entries and rows say of when they were made is the clock's word. One loop; any thread tells.
/// </summary>
internal sealed class ClockNotices(ArchiveNotices notices, SinkMetrics metrics, TimeProvider time, ILogger log)
{
    // Sinks on several machines take partitions from each other: their clocks need not agree better than that.
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stop)
    {
        var watch = new ClockWatch(time);
        while (!stop.IsCancellationRequested)
        {
            if (watch.Look() is var jump && jump != TimeSpan.Zero)
                Tell(jump);
            await Task.Delay(Every, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A partition is taken on whose newest entry was made at that time.</summary>
    public void Opened(long? newest)
    {
        if (newest is { } at && time.GetUtcNow() - EventTime.Of(at) is var since && since < -Apart)
            Tell(since);
    }

    private void Tell(TimeSpan jump)
    {
        log.ClockJumped(ClockWatch.Describe(jump));
        metrics.ClockJumps.Inc();
        var at = EventTime.Micros(time.GetUtcNow());
        _ = notices.AddAsync(row => SinkEvents.FillClockJump(row, jump, at));
    }
}
