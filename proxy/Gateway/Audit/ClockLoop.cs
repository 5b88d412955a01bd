using Compliance.Events;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Tells when the machine's clock is set, while the proxy runs or between two starts: event, metric and log line. Nothing waits for or is ordered
/// by that clock; people read it. Owner: the audit trail.
/// </summary>
internal sealed class ClockLoop : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly ControlEvents _events;
    private readonly AuditMetrics _metrics;
    private readonly ILogger _log;
    private readonly ClockWatch _watch;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    /// <param name="lastSeen">What the clock showed when an earlier start was at work.</param>
    /// <param name="events">Where it is recorded.</param>
    /// <param name="metrics">Where it is counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it is logged.</param>
    public ClockLoop(DateTimeOffset lastSeen, ControlEvents events, AuditMetrics metrics, TimeProvider time, ILogger log)
    {
        (_events, _metrics, _log, _watch) = (events, metrics, log, new ClockWatch(time));
        if (time.GetUtcNow() - lastSeen is var since && since < -Every)
            Tell(since);
        _timer = new PeriodicTimer(Every, time);
        _loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            if (_watch.Look() is var jump && jump != TimeSpan.Zero)
                Tell(jump);
        }
    }

    private void Tell(TimeSpan jump)
    {
        LogMessages.ClockJumped(_log, ClockWatch.Describe(jump));
        _metrics.ClockJumped();
        _events.TryClockJump(jump);
    }
}
