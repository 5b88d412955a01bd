using System.Buffers.Binary;
using Compliance.Gateway.Session;
using Compliance.Gateway.Upstream;

namespace Compliance.Gateway.Login;

/// <summary>
/// SASL that ends at the proxy, where <see cref="Handshake"/> runs; nothing goes upstream. <paramref name="accounts"/>: those at the brokers, without
/// one of which nobody has a use for the login. <paramref name="most"/>: clients.sasl.maxReauth.
/// </summary>
internal sealed class LocalProof(LoginState login, LoginAttempt attempt, RouteAccounts accounts, TimeSpan? most, TimeProvider time, CancellationToken cancel) : IProof
{
    private ISaslExchange? _exchange;

    public bool EndsHere => true;

    public async ValueTask<Fault?> ChooseAsync(EarlyRequest ask)
    {
        _exchange = SaslMechanism.Begin(ask.Mechanism, login.Offered, attempt);
        if (_exchange is null)
            return await login.RefuseMechanismAsync(ask, $"The client asked for another mechanism than {string.Join(", ", login.Offered)}.").ConfigureAwait(false);
        await login.Client.AnswerAsync(ask, LocalAnswer.SaslHandshake(0, login.Offered)).ConfigureAwait(false);
        login.Chosen(ask);
        return null;
    }

    public async ValueTask<Fault?> ProveAsync(ReadOnlyMemory<byte> token, EarlyRequest? ask)
    {
        if (login.Refusal is { } refusal)
            return await login.FailAsync(refusal, ask).ConfigureAwait(false);
        var (exchange, step) = (_exchange!, await NextAsync(_exchange!, token).ConfigureAwait(false));
        var principal = step.User is { } user ? LoginState.PrincipalOf(user) : login.Principal;
        switch (step.Outcome)
        {
            case SaslOutcome.Continues:
                await ReplyAsync(ask, step.Answer).ConfigureAwait(false);
                return null;
            case SaslOutcome.Proved:
                var life = LifeOf(step);
                if (await login.ProvedAsync(principal, exchange.Mechanism, step.Facts, life).ConfigureAwait(false) is { } unrecorded)
                    return unrecorded;
                await ReplyAsync(ask, step.Answer, life).ConfigureAwait(false);
                return null;
        }

        await login.RecordAsync(exchange.Mechanism, principal, step.Problem, LoginState.AuthenticationFailed).ConfigureAwait(false);
        var fault = LoginState.Failed($"{step.Problem} Claimed: {(step.User is null ? "nobody" : principal)}.");
        if (step.Answer.Length == 0)
            return await login.FailAsync(fault, ask).ConfigureAwait(false);
        login.Refuse(fault);
        await ReplyAsync(ask, step.Answer).ConfigureAwait(false);
        return null;
    }

    /// <summary>What the message leads to; who proves itself again stays who it is, by the mechanism that it came by.</summary>
    private async ValueTask<SaslStep> NextAsync(ISaslExchange exchange, ReadOnlyMemory<byte> token)
    {
        if (login.Before is not null && exchange.Mechanism != login.Before)
            return SaslStep.Refused(null, $"The client logs in again by {exchange.Mechanism}, on a connection that began by {login.Before}.");
        var step = await exchange.NextAsync(token, cancel).ConfigureAwait(false);
        if (step.User is { } tried && step.Outcome != SaslOutcome.Continues)
            attempt.Settle(tried, step.Outcome == SaslOutcome.Proved);
        if (step.Outcome == SaslOutcome.Proved && login.Before is not null && LoginState.PrincipalOf(step.User!) != login.Principal)
            return SaslStep.Refused(step.User, $"The client logs in again as another than {login.Principal}, whose connection it is.");
        return step.Outcome == SaslOutcome.Proved && accounts.Refuses(LoginState.PrincipalOf(step.User!)) ? SaslStep.Refused(step.User, AccountFault.Missing) : step;
    }

    /// <summary>For how long the proof does: as long as it keeps its force, and the settings allow. Null: as long as the connection.</summary>
    private TimeSpan? LifeOf(SaslStep step)
    {
        var force = step.Until - time.GetUtcNow();
        if (force is null || most is null)
            return force ?? most;
        return force < most ? force : most;
    }

    /// <summary>Grammar, bare: int32 size, token.</summary>
    private ValueTask ReplyAsync(EarlyRequest? ask, byte[] token, TimeSpan? life = null)
    {
        if (ask is not null)
            return login.Client.AnswerAsync(ask, LocalAnswer.SaslAuthenticate(ask.Version, 0, [], token, life));
        var bare = new byte[sizeof(int) + token.Length];
        BinaryPrimitives.WriteInt32BigEndian(bare, token.Length);
        token.CopyTo(bare, sizeof(int));
        return login.Client.SendAsync(bare);
    }
}
