namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// SCRAM (RFC 5802), without channel binding, which Kafka does not have. A delegation token's id does not say whose it is, and the broker does
/// not either, so none goes on.
/// <code>
/// First --client-first, answered--> Final --client-final, answered with v=…--> proved
/// </code>
/// </summary>
internal sealed class ScramWatch(ScramKind kind) : ISaslWatch
{
    private string? _user;
    private bool _isFinal;

    public string Mechanism => kind.Mechanism;

    public bool IsGuessable => true;

    public WatchStep Asked(ReadOnlyMemory<byte> message)
    {
        _isFinal = _user is not null;
        if (_isFinal)
            return new WatchStep(_user, "");
        _user = ScramFirst.Parse(message.Span, UserName.FitsPrincipal, out var problem)?.User;
        return new WatchStep(_user, _user is null ? problem : "");
    }

    public SaslOutcome Answered(ReadOnlySpan<byte> answer) =>
        !_isFinal ? SaslOutcome.Continues : answer.StartsWith("v="u8) ? SaslOutcome.Proved : SaslOutcome.Refused;
}
