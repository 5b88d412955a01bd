namespace Compliance.Gateway.Login.Passing;

/// <summary>SASL/PLAIN (RFC 4616): one message, answered with nothing. Who has the password is the principal, and brokers let nobody act as another.</summary>
internal sealed class PlainWatch : ISaslWatch
{
    public string Mechanism => SaslMechanism.Plain;

    public bool IsGuessable => true;

    public WatchStep Asked(ReadOnlyMemory<byte> message) =>
        PlainToken.Parse(message, UserName.FitsPrincipal, out var problem) is { } token ? new WatchStep(token.User, "") : new WatchStep(null, problem);

    public SaslOutcome Answered(ReadOnlySpan<byte> answer) => answer.IsEmpty ? SaslOutcome.Proved : SaslOutcome.Refused;
}
