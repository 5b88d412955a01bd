using Compliance.Gateway.Login.Tokens;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// SASL/OAUTHBEARER (RFC 7628): one message with a token, answered with nothing where the broker takes it. Where it does not, it says so in
/// JSON, the client takes note, and the broker's error follows.
/// </summary>
internal sealed class BearerWatch(TokenReading tokens) : ISaslWatch
{
    public string Mechanism => SaslMechanism.OAuthBearer;

    public bool IsGuessable => false;

    public WatchStep Asked(ReadOnlyMemory<byte> message)
    {
        if (BearerMessage.Parse(message.Span, tokens.MaxTokenBytes, out var problem) is not { } said)
            return new WatchStep(null, problem);
        var step = tokens.Read(said.Token);
        return step.Problem.Length == 0 && said.ActsAs is { } other && other != step.User
            ? step with { Problem = "The client asks to act as another user than its token names." }
            : step;
    }

    public SaslOutcome Answered(ReadOnlySpan<byte> answer) => answer.IsEmpty ? SaslOutcome.Proved : SaslOutcome.Refused;
}
