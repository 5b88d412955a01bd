namespace Compliance.Gateway.Login;

/// <summary>SASL/PLAIN (RFC 4616): one message with name and password, answered with nothing.</summary>
internal sealed class PlainExchange(LoginAttempt attempt) : ISaslExchange
{
    public string Mechanism => SaslMechanism.Plain;

    public async Task<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        if (PlainToken.Parse(message, out var problem) is not { } token)
            return SaslStep.Refused(null, problem);
        if (!await attempt.MayTryAsync(token.User, cancel).ConfigureAwait(false))
            return SaslStep.TooOften(token.User);
        return await attempt.Users.ProvesAsync(token.User, token.Password, cancel).ConfigureAwait(false)
            ? SaslStep.Proved([], token.User)
            : SaslStep.Refused(token.User, "Unknown user or wrong password.");
    }
}
