using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit.Ladder;

/// <summary>
/// What is held back while the journal has little room. Up at once, down when there is room to spare again, so that it does not flutter.
/// <code>
///   Open &lt;--fillingPercent--> Throttle &lt;--refuseStrictPercent--> RefuseStrict &lt;--no room--> Full        any of them --> Failed
/// </code>
/// Owner: the disk thread, which alone calls <see cref="Observe"/> and tells of each change; any thread reads. The order of the steps down
/// is the same, each <see cref="Slack"/> below its bound.
/// </summary>
internal sealed class RefusalLadder(AuditPlan plan, ILogger log)
{
    private const double Slack = AuditPlan.SlackPercent / 100d;


    private volatile Rung _rung;
    private volatile Action<RungChange>? _tell;
    private double _filled;

    public Rung Rung => _rung;

    /// <summary>The part of the journal that is filled, from 0 to 1.</summary>
    public double Filled => Volatile.Read(ref _filled);

    /// <summary>What a client whose request leaves an event is to wait before its next one: the fuller the longer.</summary>
    public TimeSpan Wait
    {
        get
        {
            if (_rung is Rung.Open or Rung.Failed)
                return TimeSpan.Zero;
            var (from, to) = (plan.FillingPercent / 100d, plan.RefuseStrictPercent / 100d);
            return plan.MaxThrottle * Math.Clamp((Filled - from + Slack) / (to - from + Slack), 0, 1);
        }
    }

    /// <summary>Who is told of each change. Null: nothing changes before somebody can be told, or after the last event of a stop.</summary>
    public void Tell(Action<RungChange>? changed) => _tell = changed;

    public void Observe(double filled, JournalState state)
    {
        Volatile.Write(ref _filled, Math.Clamp(filled, 0, 1));
        if (_tell is not { } tell || Next(state) is var next && next == _rung)
            return;
        var change = new RungChange(_rung, next, (int)(Filled * 100));
        LogMessages.RungChanged(log, change.From, change.To, change.Percent);

        // Told before it holds: nothing is held back or let pass on a rung whose event a kill could still take.
        tell(change);
        _rung = next;
    }

    private Rung Next(JournalState state) => state switch
    {
        JournalState.Failed => Rung.Failed,
        JournalState.Full => Rung.Full,
        _ when IsAbove(plan.RefuseStrictPercent, Rung.RefuseStrict) => Rung.RefuseStrict,
        _ when IsAbove(plan.FillingPercent, Rung.Throttle) => Rung.Throttle,
        _ => Rung.Open,
    };

    private bool IsAbove(int percent, Rung rung) => Filled >= (percent / 100d) - (_rung >= rung ? Slack : 0);
}
