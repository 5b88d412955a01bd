using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login;

/// <summary>
/// Ends SASL at the proxy. Runs on a connection's first frames, before its loops; one frame at a time, nothing goes upstream.
/// <code>
/// First --ApiVersions--> Versions          (once; a version that is not served, error 35, and an unfit request, error 42, do not count)
/// First, Versions --SaslHandshake v0--> BareToken     v1: --> Token     a mechanism that is not offered: error 33, close
/// Token --SaslAuthenticate, proved--> done            more to say: --> Token     not proved: error 58 with a message, close
/// BareToken --int32 size, token, proved--> done       more to say: --> BareToken     not proved: close (it has no way to say why)
/// anything else: close, as a broker does
/// </code>
/// </summary>
internal sealed class Handshake(
    SessionState session,
    SocketLink client,
    FrameReader reader,
    ClusterView cluster,
    LoginAttempt attempt,
    SessionEvents events,
    Func<string, bool, bool> isStrict,
    CancellationToken cancel)
{
    private const short UnsupportedMechanism = 33;
    private const short AuthenticationFailed = 58;
    private readonly FrameScanner _scanner = new(session.Route.Limits.MaxUnauthenticatedFrameBytes);
    private readonly ReplyBuffer _out = new();
    private readonly ImmutableArray<string> _offered = session.Route.Clients.Mechanisms;
    private State _state;
    private ISaslExchange? _exchange;

    private enum State
    {
        First,
        Versions,
        Token,
        BareToken,
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
                var (total, fault) = await ReadFrameAsync().ConfigureAwait(false);
                fault ??= _state == State.BareToken
                    ? await ProveAsync(reader.Data[FrameScanner.Prefix..total], null).ConfigureAwait(false)
                    : await TakeAsync(total).ConfigureAwait(false);
                if (fault is not null)
                    return fault;
                reader.Consume(total);
            }

            return null;
        }
        finally
        {
            _out.Release();
        }
    }

    private async ValueTask<(int Total, Fault? Fault)> ReadFrameAsync()
    {
        while (true)
        {
            switch (_scanner.Next(reader.Span, out var total, out var fault))
            {
                case FrameStatus.Complete:
                    return (total, null);
                case FrameStatus.Refused:
                    return (0, FrameFault.Of(FaultSide.Client, fault));
            }

            var count = await reader.ReadAsync(client, total).ConfigureAwait(false);
            if (count < 0)
                return (0, FrameFault.BuffersExhausted(session.Route.Limits));
            if (count == 0)
                return (0, FrameFault.Disconnected(FaultSide.Client, "The client left before it had authenticated."));
        }
    }

    private async ValueTask<Fault?> TakeAsync(int total)
    {
        if (EarlyRequest.Read(reader.Data[FrameScanner.Prefix..total], session, out var ask) is { } fault)
            return FrameFault.Of(FaultSide.Client, fault);
        switch (ask!.ApiKey, _state)
        {
            case (ClientSoftware.ApiKey, State.First) when !ask.Known:
                await AnswerAsync(ask, LocalAnswer.UnsupportedApiVersions(ask.Api!.MaxVersion)).ConfigureAwait(false);
                return null;
            case (ClientSoftware.ApiKey, State.First):
                return await AnswerVersionsAsync(ask).ConfigureAwait(false);
            case (LocalAnswer.SaslHandshakeKey, State.First or State.Versions) when ask.Known:
                return await ChooseAsync(ask).ConfigureAwait(false);
            case (LocalAnswer.SaslAuthenticateKey, State.Token) when ask.Known:
                return await ProveAsync(ask.Token, ask).ConfigureAwait(false);
            default:
                await RefusedAsync("", session.Principal, "A request came before authentication.", error: 0).ConfigureAwait(false);
                return new Fault(FaultSide.Client, FaultKind.AuthenticationFailed,
                    $"{ask.Api?.Name ?? "An unknown API"} came before the client had authenticated: let it use security.protocol SASL_PLAINTEXT and sasl.mechanism {string.Join(" or ", _offered)}.");
        }
    }

    private async ValueTask<Fault?> AnswerVersionsAsync(EarlyRequest ask)
    {
        if (!ClientSoftware.Read(session, ask.Version, ask.Body.Span))
        {
            await AnswerAsync(ask, LocalAnswer.InvalidApiVersions(ask.Version)).ConfigureAwait(false);
            return null;
        }

        if (await cluster.VersionsAsync(cancel).ConfigureAwait(false) is not { } versions)
            return new Fault(FaultSide.Broker, FaultKind.ConnectFailed, "No broker has told yet which versions it speaks.", Retriable: true);
        if (ask.Version > cluster.LastApiVersions)
        {
            await AnswerAsync(ask, LocalAnswer.UnsupportedApiVersions(cluster.LastApiVersions)).ConfigureAwait(false);
            return null;
        }

        await AnswerAsync(ask, versions.WithLogin().Answer(ask.Version)).ConfigureAwait(false);
        _state = State.Versions;
        return null;
    }

    private async ValueTask<Fault?> ChooseAsync(EarlyRequest ask)
    {
        _exchange = SaslMechanism.Begin(ask.Mechanism, _offered, attempt);
        if (_exchange is not null)
        {
            await AnswerAsync(ask, LocalAnswer.SaslHandshake(0, _offered)).ConfigureAwait(false);
            _state = ask.Version == 0 ? State.BareToken : State.Token;
            return null;
        }

        var reason = $"The client asked for another mechanism than {string.Join(", ", _offered)}.";
        await RefusedAsync("", session.Principal, reason, UnsupportedMechanism).ConfigureAwait(false);
        await AnswerAsync(ask, LocalAnswer.SaslHandshake(UnsupportedMechanism, _offered)).ConfigureAwait(false);
        HasRefused = true;
        return new Fault(FaultSide.Client, FaultKind.AuthenticationFailed, reason);
    }

    /// <summary><paramref name="ask"/> null: the token came bare, and so is its answer.</summary>
    private async ValueTask<Fault?> ProveAsync(ReadOnlyMemory<byte> bytes, EarlyRequest? ask)
    {
        var (exchange, step) = (_exchange!, await _exchange!.NextAsync(bytes, cancel).ConfigureAwait(false));
        if (step.User is { } tried && step.Outcome != SaslOutcome.Continues)
            attempt.Settle(tried, step.Outcome == SaslOutcome.Proved);
        var principal = step.User is { } user ? "User:" + user : session.Principal;
        switch (step.Outcome)
        {
            case SaslOutcome.Continues:
                await ReplyAsync(ask, 0, "", step.Answer).ConfigureAwait(false);
                return null;
            case SaslOutcome.Proved:
                (session.Principal, session.Mechanism) = (principal, exchange.Mechanism);
                if (!await events.AuthenticatedAsync(session, exchange.Mechanism, isStrict(principal, false)).ConfigureAwait(false))
                    return FrameFault.EvidenceUnwritable();
                _state = State.Done;
                await ReplyAsync(ask, 0, "", step.Answer).ConfigureAwait(false);
                return null;
        }

        await RefusedAsync(exchange.Mechanism, principal, step.Problem, AuthenticationFailed).ConfigureAwait(false);
        var fault = new Fault(FaultSide.Client, FaultKind.AuthenticationFailed, $"{step.Problem} Claimed: {(step.User is null ? "nobody" : principal)}.");
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
    private ValueTask ReplyAsync(EarlyRequest? ask, short error, string message, byte[] token)
    {
        if (ask is not null)
            return AnswerAsync(ask, LocalAnswer.SaslAuthenticate(ask.Version, error, Encoding.UTF8.GetBytes(message), token));
        var bare = new byte[sizeof(int) + token.Length];
        BinaryPrimitives.WriteInt32BigEndian(bare, token.Length);
        token.CopyTo(bare, sizeof(int));
        return client.SendAsync(bare);
    }

    private ValueTask AnswerAsync(EarlyRequest ask, byte[] body) =>
        client.SendAsync(FrameWriter.Answer(_out, ask.Api!, ask.Version, ask.CorrelationId, body));
}
