using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Login;

namespace Compliance.Gateway.Session;

/// <summary>
/// The evidence that sessions themselves give: their start, their end, and each attempt to authenticate. One for the process;
/// thread-safe. <paramref name="recorder"/> null: no audit is kept.
/// </summary>
internal sealed class SessionEvents(Recorder? recorder, TimeProvider time)
{
    /// <summary>What stands for a mechanism where a certificate proves the principal.</summary>
    public const string Certificate = "TLS";
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

    /// <summary>
    /// False: the evidence can't be written, so nobody may be let in. With <paramref name="strict"/>, true only once it survives a power cut.
    /// </summary>
    public ValueTask<bool> AuthenticatedAsync(SessionState session, string mechanism, bool strict) => AppendAsync(session, strict, e =>
    {
        e.Category = "authentication";
        e.Type = "allowed";
        e.Action = ActionOf(mechanism);
        e.AuthMechanism = mechanism;
        e.Outcome = Success;
    });

    /// <summary><paramref name="claimed"/>: the principal that the client said it was. As <see cref="AuthenticatedAsync"/>.</summary>
    public ValueTask<bool> NotAuthenticatedAsync(SessionState session, string mechanism, string claimed, string reason, short error, bool strict) => AppendAsync(session, strict, e =>
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

    private static string ActionOf(string mechanism) => mechanism switch
    {
        SaslMechanism.Plain => "authn.plain",
        Certificate => "authn.tls",
        SaslMechanism.OAuthBearer => "authn.oauthbearer",
        SaslMechanism.Kerberos => "authn.gssapi",
        _ when ScramKind.Find(mechanism) is not null => "authn.scram",
        _ => "authn.other",
    };

    private bool Append(SessionState session, Action<AuditEvent> fill) => Record(session, fill) is not null || recorder is null;

    private ValueTask<bool> AppendAsync(SessionState session, bool strict, Action<AuditEvent> fill)
    {
        if (recorder is null)
            return ValueTask.FromResult(true);
        if (Record(session, fill) is not { } e)
            return ValueTask.FromResult(false);
        return strict ? recorder.WaitDurable(e.Sequence) : ValueTask.FromResult(true);
    }

    /// <summary>Null: the journal did not take it, or there is none.</summary>
    private AuditEvent? Record(SessionState session, Action<AuditEvent> fill)
    {
        var e = new AuditEvent
        {
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
            Route = session.Route.Name,
            Cluster = session.Route.Cluster.Name,
            Principal = session.Principal,
            AuthMechanism = session.ProvedBy,
            TlsVersion = session.TlsVersion,
            TlsCipher = session.TlsCipher,
            SourceIp = session.SourceIp,
            SourcePort = session.SourcePort,
            ClientId = session.ClientId,
            Purpose = session.Route.Purpose,
            ClientSoftwareName = session.ClientSoftwareName,
            ClientSoftwareVersion = session.ClientSoftwareVersion,
            SessionId = session.Id,
        };
        fill(e);
        return recorder?.Append(e) == true ? e : null;
    }
}
