using Compliance.Gateway.Telemetry;

namespace Compliance.Gateway.Session;

/// <summary>What is said of a session that has ended: counted, as evidence, and in the log as loud as it was bad. Stateless.</summary>
internal static class SessionReport
{
    public static void Tell(Fault fault, SessionState session, ProcessServices process, RouteMetrics metrics, TimeSpan duration)
    {
        metrics.Ended(fault);
        process.Events.Ended(session, fault, duration);
        var log = process.Log;
        if (fault.Cause is { } cause)
            log.SessionDefect(session.Id, session.Principal, session.Whence, fault.LookupId, cause.GetType().ToString(), cause.StackTrace);
        else if (fault.IsOrderly || fault is { Side: FaultSide.Client, Kind: FaultKind.Disconnected or FaultKind.AuthenticationFailed })
            log.SessionEnded(session.Id, session.Principal, session.Whence, fault.Kind.ToString());
        else
            log.SessionBroken(session.Id, session.Principal, session.Whence, fault.Side.ToString(), fault.Kind.ToString(), fault.LookupId, fault.Text);
    }
}
