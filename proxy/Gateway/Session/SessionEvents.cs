using Compliance.Events;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Session;

/// <summary>
/// The evidence that sessions themselves give: their start, their end, and each attempt to authenticate. One for the process;
/// thread-safe as far as <paramref name="append"/> is. Null: no audit is kept.
/// </summary>
internal sealed class SessionEvents(Func<AuditEvent, bool>? append, TimeProvider time)
{
    private const string Success = "success";

    /// <summary>False: the evidence can't be written, so the session may not begin.</summary>
    public bool Started(SessionState session) => Append(session, e =>
    {
        e.Category = "session";
        e.Type = "start";
        e.Action = "session.start";
        e.Outcome = Success;
    });

    public void Ended(SessionState session, Fault fault, TimeSpan duration) => Append(session, e =>
    {
        e.Category = "session";
        e.Type = "end";
        e.Action = "session.end";
        e.Outcome = fault.IsOrderly ? Success : "failure";
        e.Reason = fault.IsOrderly ? null : $"{fault.Side} {fault.Kind} {fault.LookupId}";
        e.Duration = (long)duration.TotalNanoseconds;
    });

    /// <summary>False: the evidence can't be written, so nobody may be let in.</summary>
    public bool Authenticated(SessionState session, string mechanism) => Append(session, e =>
    {
        e.Category = "authentication";
        e.Type = "allowed";
        e.Action = ActionOf(mechanism);
        e.AuthMechanism = mechanism;
        e.Outcome = Success;
    });

    /// <summary><paramref name="claimed"/>: the principal that the client said it was.</summary>
    public bool NotAuthenticated(SessionState session, string mechanism, string claimed, string reason, short error) => Append(session, e =>
    {
        e.Category = "authentication";
        e.Type = "denied";
        e.Action = ActionOf(mechanism);
        e.AuthMechanism = mechanism;
        e.Principal = claimed;
        e.Outcome = "failure";
        e.Reason = reason;
        e.ErrorCode = error;
    });

    private static string ActionOf(string mechanism) => mechanism == ClientsPlan.Plain ? "authn.plain" : "authn.other";

    private bool Append(SessionState session, Action<AuditEvent> fill)
    {
        if (append is null)
            return true;
        var e = new AuditEvent
        {
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
            Route = session.Route.Name,
            Cluster = session.Route.Cluster.Name,
            Principal = session.Principal,
            AuthMechanism = session.Mechanism,
            TlsVersion = session.TlsVersion,
            TlsCipher = session.TlsCipher,
            SourceIp = session.SourceIp,
            SourcePort = session.SourcePort,
            ClientId = session.ClientId,
            ClientSoftwareName = session.ClientSoftwareName,
            ClientSoftwareVersion = session.ClientSoftwareVersion,
            SessionId = session.Id,
        };
        fill(e);
        return append(e);
    }
}
