using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Compliance.Gateway.Session;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login;

/// <summary>
/// Ends SASL at the proxy. Runs on a connection's first frames, before its loops, and between two frames of the RequestLoop where a client
/// proves itself again (KIP-368: <see cref="SessionState.Mechanism"/> is set then). One frame at a time, nothing goes upstream.
/// <code>
/// First --ApiVersions--> Versions          (once; a version that is not served, error 35, and an unfit request, error 42, do not count)
/// First, Versions --SaslHandshake--> Token            a mechanism that is not offered: error 33, close
/// Token --SaslAuthenticate, proved--> Done            more to say: --> Token     not proved: error 58 with a message, close
///       --refused with words of the mechanism--> Refused --SaslAuthenticate--> error 58, close
/// anything else: close, as a broker does
/// </code>
/// After SaslHandshake v0, tokens come bare (int32 size, token), and so do answers: there is no way to say error 58, so the connection closes.
/// Again: begins at Versions; another mechanism, or another principal than before, is not proved.
/// </summary>
internal sealed class Handshake(
    SessionState session,
    EarlyClient client,
    RouteServices route,
    LoginAttempt attempt,
    SessionEvents events,
    Func<string, bool, bool> isStrict,
    TimeProvider time,
    CancellationToken cancel) : ILogin
{
    private const short UnsupportedMechanism = 33;
    private const short AuthenticationFailed = 58;
    private readonly ImmutableArray<string> _offered = route.Plan.Clients.Mechanisms;
    private readonly string? _before = session.Mechanism;
    private State _state = session.Mechanism is null ? State.First : State.Versions;
    private ISaslExchange? _exchange;
    private bool _isBare;

    /// <summary>The client has been told words of its mechanism; the refusal itself follows.</summary>
    private Fault? _refusal;

    private enum State
    {
        First,
        Versions,
        Token,
        Refused,
        Done,
    }

    /// <summary>The client was answered with a refusal, which it should get to read before the connection closes.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Null: the session's principal is proved.</summary>
    public async Task<Fault?> RunAsync()
    {
        try
        {
            while (_state != State.Done)
            {
                var fault = await client.ReadAsync().ConfigureAwait(false);
                fault ??= _isBare ? await ProveAsync(client.Content, null).ConfigureAwait(false) : await TakeAsync().ConfigureAwait(false);
                if (fault is not null)
                    return _refusal ?? fault;
                client.Consume();
            }

            return null;
        }
        catch (Exception) when (_refusal is not null)
        {
            // However the client took it.
            return _refusal;
        }
    }

    private async ValueTask<Fault?> TakeAsync()
    {
        if (client.Parse(out var ask) is { } fault)
            return fault;
        switch (ask!.ApiKey, _state)
        {
            case (ClientSoftware.ApiKey, State.First):
                var (told, unknown) = await client.AnswerVersionsAsync(ask, endsHere: true, cancel).ConfigureAwait(false);
                if (told)
                    _state = State.Versions;
                return unknown;
            case (LocalAnswer.SaslHandshakeKey, State.First or State.Versions) when ask.Known:
                return await ChooseAsync(ask).ConfigureAwait(false);
            case (LocalAnswer.SaslAuthenticateKey, State.Token or State.Refused) when ask.Known:
                return await ProveAsync(ask.Token, ask).ConfigureAwait(false);
            case (_, State.Refused):
                return _refusal;
            default:
                await RefusedAsync("", session.Principal, "A request came before authentication.", error: 0).ConfigureAwait(false);
                return new Fault(FaultSide.Client, FaultKind.AuthenticationFailed,
                    $"{ask.Api?.Name ?? "An unknown API"} came before the client had authenticated: let it use security.protocol SASL_PLAINTEXT and sasl.mechanism {string.Join(" or ", _offered)}.");
        }
    }

    private async ValueTask<Fault?> ChooseAsync(EarlyRequest ask)
    {
        _exchange = SaslMechanism.Begin(ask.Mechanism, _offered, attempt);
        if (_exchange is not null)
        {
            _isBare = ask.Version == 0;
            await client.AnswerAsync(ask, LocalAnswer.SaslHandshake(0, _offered)).ConfigureAwait(false);
            _state = State.Token;
            return null;
        }

        var reason = $"The client asked for another mechanism than {string.Join(", ", _offered)}.";
        await RefusedAsync("", session.Principal, reason, UnsupportedMechanism).ConfigureAwait(false);
        await client.AnswerAsync(ask, LocalAnswer.SaslHandshake(UnsupportedMechanism, _offered)).ConfigureAwait(false);
        HasRefused = true;
        return new Fault(FaultSide.Client, FaultKind.AuthenticationFailed, reason);
    }

    /// <summary><paramref name="ask"/> null: the token came bare, and so is its answer.</summary>
    private async ValueTask<Fault?> ProveAsync(ReadOnlyMemory<byte> bytes, EarlyRequest? ask)
    {
        if (_refusal is not null)
            return await FailAsync(_refusal, ask).ConfigureAwait(false);
        var (exchange, step) = (_exchange!, await NextAsync(_exchange!, bytes).ConfigureAwait(false));
        var principal = step.User is { } user ? PrincipalOf(user) : session.Principal;
        switch (step.Outcome)
        {
            case SaslOutcome.Continues:
                await ReplyAsync(ask, 0, "", step.Answer).ConfigureAwait(false);
                return null;
            case SaslOutcome.Proved:
                var life = LifeOf(step);
                session.Proved(principal, exchange.Mechanism, step.Facts, life, time);
                if (!await events.AuthenticatedAsync(session, exchange.Mechanism, isStrict(principal, false)).ConfigureAwait(false))
                    return FrameFault.EvidenceUnwritable();
                _state = State.Done;
                await ReplyAsync(ask, 0, "", step.Answer, life).ConfigureAwait(false);
                return null;
        }

        await RefusedAsync(exchange.Mechanism, principal, step.Problem, AuthenticationFailed).ConfigureAwait(false);
        var fault = new Fault(FaultSide.Client, FaultKind.AuthenticationFailed, $"{step.Problem} Claimed: {(step.User is null ? "nobody" : principal)}.");
        if (step.Answer.Length == 0)
            return await FailAsync(fault, ask).ConfigureAwait(false);
        (_refusal, _state) = (fault, State.Refused);
        await ReplyAsync(ask, 0, "", step.Answer).ConfigureAwait(false);
        return null;
    }

    /// <summary>What the message leads to; who proves itself again stays who it is, by the mechanism that it came by.</summary>
    private async ValueTask<SaslStep> NextAsync(ISaslExchange exchange, ReadOnlyMemory<byte> bytes)
    {
        if (_before is not null && exchange.Mechanism != _before)
            return SaslStep.Refused(null, $"The client logs in again by {exchange.Mechanism}, on a connection that began by {_before}.");
        var step = await exchange.NextAsync(bytes, cancel).ConfigureAwait(false);
        if (step.User is { } tried && step.Outcome != SaslOutcome.Continues)
            attempt.Settle(tried, step.Outcome == SaslOutcome.Proved);
        return step.Outcome == SaslOutcome.Proved && _before is not null && PrincipalOf(step.User!) != session.Principal
            ? SaslStep.Refused(step.User, $"The client logs in again as another than {session.Principal}, whose connection it is.")
            : step;
    }

    private static string PrincipalOf(string user) => "User:" + user;

    /// <summary>For how long the proof does: as long as it keeps its force, and the settings allow. Null: as long as the connection.</summary>
    private TimeSpan? LifeOf(SaslStep step)
    {
        var (force, most) = (step.Until - time.GetUtcNow(), route.Plan.Clients.MaxReauth);
        if (force is null || most is null)
            return force ?? most;
        return force < most ? force : most;
    }

    private async ValueTask<Fault> FailAsync(Fault fault, EarlyRequest? ask)
    {
        if (ask is null)
            return fault;
        await ReplyAsync(ask, AuthenticationFailed, $"Authentication failed: invalid credentials ({fault.LookupId})", []).ConfigureAwait(false);
        HasRefused = true;
        return fault;
    }

    /// <summary>The client is refused whether or not that could be recorded, but does not hear of it before.</summary>
    private async ValueTask RefusedAsync(string mechanism, string claimed, string reason, short error) =>
        await events.NotAuthenticatedAsync(session, mechanism, claimed, reason, error, isStrict(claimed, true)).ConfigureAwait(false);

    /// <summary>Grammar, bare: int32 size, token.</summary>
    private ValueTask ReplyAsync(EarlyRequest? ask, short error, string message, byte[] token, TimeSpan? life = null)
    {
        if (ask is not null)
            return client.AnswerAsync(ask, LocalAnswer.SaslAuthenticate(ask.Version, error, Encoding.UTF8.GetBytes(message), token, life));
        var bare = new byte[sizeof(int) + token.Length];
        BinaryPrimitives.WriteInt32BigEndian(bare, token.Length);
        token.CopyTo(bare, sizeof(int));
        return client.SendAsync(bare);
    }
}
