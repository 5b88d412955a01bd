namespace Compliance.Gateway.Login.Tokens;

/// <summary>
/// SASL/OAUTHBEARER as its server (RFC 7628): one message with a token, answered with nothing. A token that does not do is refused in two
/// steps: the client is told the status in JSON, and told that it has failed once it has answered that.
/// A token can't be guessed, so a refused one counts for no <see cref="GuessBrake"/>: a client whose token has expired is let in at once
/// when it has a fresh one, and who sends tokens with another's name keeps him from nothing.
/// </summary>
internal sealed class BearerExchange(TokenCheck check) : ISaslExchange
{
    public string Mechanism => SaslMechanism.OAuthBearer;

    public async Task<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        if (BearerMessage.Parse(message.Span, check.MaxTokenBytes, out var problem) is not { } said)
            return SaslStep.Refused(null, problem);
        var finding = await check.RunAsync(said.Token, cancel).ConfigureAwait(false);
        if (finding.Status is { } status)
            return SaslStep.Refused(finding.User, finding.Problem) with { Answer = status.ToJson() };
        if (said.ActsAs is { } other && other != finding.User)
            return SaslStep.Refused(finding.User, "The client asks to act as another user than its token names.");
        return SaslStep.Proved([], finding.User!) with { Facts = finding.Facts, Until = finding.Until };
    }
}
