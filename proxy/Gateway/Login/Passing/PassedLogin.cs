using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// A client logs in at the broker: what both say goes on as it came, and the proxy learns from it who the client is. Runs where
/// <see cref="Handshake"/> does; until the broker has said yes, nothing but a login goes to it, and the session has no rights.
/// <code>
/// First --ApiVersions--> Versions                      (answered here, as in Handshake)
/// First, Versions --SaslHandshake, taken--> Token      a mechanism that does not pass: error 33, close    the broker's error: passed on, close
/// Token --SaslAuthenticate, the broker lets it in--> Done      more to say: --> Token      the broker's error: passed on, close
///       --refused with words of the mechanism, passed on--> Refused --SaslAuthenticate--> what the broker answers, close
///       --a message that names nobody, or another than before; tried too often--> error 58, close, and the broker has not heard of it
/// anything else: close, as a broker does
/// </code>
/// After SaslHandshake v0, tokens and answers come bare (int32 size, token), and a closed connection is the refusal. Again (KIP-368): begins at
/// Versions; another mechanism or another principal than before does not go on.
/// </summary>
internal sealed class PassedLogin(
    SessionState session,
    EarlyClient client,
    BrokerSide broker,
    RouteServices route,
    LoginAttempt attempt,
    SessionEvents events,
    Func<string, bool, bool> isStrict,
    TimeProvider time,
    CancellationToken cancel) : ILogin
{
    private const short UnsupportedMechanism = 33;
    private const short AuthenticationFailed = 58;
    private readonly ClientsPlan _clients = route.Plan.Clients;
    private readonly string? _before = session.Mechanism;
    private State _state = session.Mechanism is null ? State.First : State.Versions;
    private ISaslWatch? _watch;
    private bool _isBare;
    private bool _isTried;

    /// <summary>Whose message the broker has and has not answered.</summary>
    private string? _asking;

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

    public bool HasRefused { get; private set; }

    public async Task<Fault?> RunAsync()
    {
        try
        {
            while (_state != State.Done)
            {
                var fault = await client.ReadAsync().ConfigureAwait(false);
                fault ??= _isBare ? await PassAsync(client.Content, null).ConfigureAwait(false) : await TakeAsync().ConfigureAwait(false);
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
        catch (FaultException e) when (_asking is { } user)
        {
            // Nobody knows what the broker thinks of the proof.
            attempt.Settle(user, proved: false);
            await RecordAsync(_watch!.Mechanism, PrincipalOf(user), e.Fault.Text, error: 0).ConfigureAwait(false);
            return e.Fault;
        }
    }

    private async ValueTask<Fault?> TakeAsync()
    {
        if (client.Parse(out var ask) is { } fault)
            return fault;
        switch (ask!.ApiKey, _state)
        {
            case (ClientSoftware.ApiKey, State.First):
                var (told, unknown) = await client.AnswerVersionsAsync(ask, endsHere: false, cancel).ConfigureAwait(false);
                if (told)
                    _state = State.Versions;
                return unknown;
            case (LocalAnswer.SaslHandshakeKey, State.First or State.Versions) when ask.Known:
                return await ChooseAsync(ask).ConfigureAwait(false);
            case (LocalAnswer.SaslAuthenticateKey, State.Token or State.Refused) when ask.Known:
                return await PassAsync(ask.Token, ask).ConfigureAwait(false);
            case (_, State.Refused):
                return _refusal;
            default:
                await RecordAsync("", session.Principal, "A request came before authentication.", error: 0).ConfigureAwait(false);
                return Failed($"{ask.Api?.Name ?? "An unknown API"} came before the client had authenticated: let it use security.protocol SASL_PLAINTEXT or SASL_SSL and sasl.mechanism {string.Join(" or ", _clients.Mechanisms)}.");
        }
    }

    private async ValueTask<Fault?> ChooseAsync(EarlyRequest ask)
    {
        _watch = PassedMechanism.Begin(ask.Mechanism, _clients, route.Plan.Limits);
        if (WhyNot(ask) is { } reason)
        {
            await RecordAsync("", session.Principal, reason, UnsupportedMechanism).ConfigureAwait(false);
            await client.AnswerAsync(ask, LocalAnswer.SaslHandshake(UnsupportedMechanism, _clients.Mechanisms)).ConfigureAwait(false);
            HasRefused = true;
            return Failed(reason);
        }

        if (await broker.AskAsync(client.Frame).ConfigureAwait(false) is not { } answer)
            return Closed("a mechanism was asked for");
        if (LoginAnswer.Read(answer, ask).Error is var error and not 0)
        {
            reason = $"The broker does not take the mechanism {_watch!.Mechanism} (error {error}).";
            await RecordAsync("", session.Principal, reason, error).ConfigureAwait(false);
            await client.SendAsync(answer).ConfigureAwait(false);
            HasRefused = true;
            return Failed(reason);
        }

        (_isBare, _state) = (ask.Version == 0, State.Token);
        await client.SendAsync(answer).ConfigureAwait(false);
        return null;
    }

    /// <summary>Null: the mechanism may pass.</summary>
    private string? WhyNot(EarlyRequest ask)
    {
        if (_watch is null)
            return $"The client asked for another mechanism than {string.Join(", ", _clients.Mechanisms)}.";
        if (ask.Version == 0 && _watch is KerberosWatch)
            return "The client speaks GSSAPI behind SaslHandshake v0, where a broker says nothing of its success: let it use version 1.";
        if (_before is not null && (_watch.Mechanism != _before || ask.Version == 0))
            return $"The client logs in again by {_watch.Mechanism}, SaslHandshake v{ask.Version}, on a connection that began by {_before}.";
        return null;
    }

    /// <summary><paramref name="ask"/> null: the token came bare, and so is its answer.</summary>
    private async ValueTask<Fault?> PassAsync(ReadOnlyMemory<byte> token, EarlyRequest? ask)
    {
        if (_refusal is not null)
            return await FollowAsync().ConfigureAwait(false);
        var (watch, step) = (_watch!, _watch!.Asked(token));
        var principal = step.User is null ? session.Principal : PrincipalOf(step.User);
        if (await WhyNotAsync(step, principal).ConfigureAwait(false) is { } problem)
            return await RefuseAsync(problem, principal, ask).ConfigureAwait(false);
        _asking = step.User;
        if (await broker.AskAsync(client.Frame).ConfigureAwait(false) is not { } answer)
            return await ClosedAsync(step.User!, principal, ask).ConfigureAwait(false);
        var (error, outcome, life) = Judge(answer, ask, watch);
        _asking = null;
        if (outcome == SaslOutcome.Proved)
        {
            attempt.Settle(step.User!, proved: true);
            session.Proved(principal, watch.Mechanism, step.Facts, life, time);
            if (!await events.AuthenticatedAsync(session, watch.Mechanism, isStrict(principal, false)).ConfigureAwait(false))
                return FrameFault.EvidenceUnwritable();
            _state = State.Done;
        }
        else if (outcome == SaslOutcome.Refused)
        {
            attempt.Settle(step.User!, proved: false);
            var reason = error == 0 ? "The broker refused the login in words of its mechanism." : $"The broker refused the login (error {error}).";
            await RecordAsync(watch.Mechanism, principal, reason, error == 0 ? AuthenticationFailed : error).ConfigureAwait(false);
            (_refusal, _state) = (Failed($"{reason} Claimed: {principal}."), State.Refused);
        }

        await client.SendAsync(answer).ConfigureAwait(false);
        HasRefused = error != 0;
        return HasRefused ? _refusal : null;
    }

    /// <summary>Words of a refusal: the client takes note, and the broker says its error.</summary>
    private async ValueTask<Fault?> FollowAsync()
    {
        if (await broker.AskAsync(client.Frame).ConfigureAwait(false) is not { } answer)
            return _refusal;
        await client.SendAsync(answer).ConfigureAwait(false);
        HasRefused = true;
        return _refusal;
    }

    /// <summary>Null: the message may go on.</summary>
    private async ValueTask<string?> WhyNotAsync(WatchStep step, string principal)
    {
        if (step.Problem.Length > 0)
            return step.Problem;
        if (_before is not null && principal != session.Principal)
            return $"The client logs in again as another than {session.Principal}, whose connection it is.";
        if (_isTried || !_watch!.IsGuessable)
            return null;
        _isTried = true;
        return await attempt.MayTryAsync(step.User!, cancel).ConfigureAwait(false) ? null : SaslStep.TooOften(step.User!).Problem;
    }

    private static (short Error, SaslOutcome Outcome, TimeSpan? Life) Judge(byte[] answer, EarlyRequest? ask, ISaslWatch watch)
    {
        if (ask is null)
            return (0, watch.Answered(answer.AsSpan(Kafka.Wire.FrameScanner.Prefix)), null);
        var said = LoginAnswer.Read(answer, ask);
        return said.Error == 0 ? (said.Error, watch.Answered(said.Message), said.Life) : (said.Error, SaslOutcome.Refused, null);
    }

    private static string PrincipalOf(string user) => "User:" + user;

    /// <summary>The broker has not heard of it.</summary>
    private async ValueTask<Fault> RefuseAsync(string problem, string principal, EarlyRequest? ask)
    {
        var fault = Failed($"{problem} Claimed: {principal}.");
        await RecordAsync(_watch!.Mechanism, principal, problem, AuthenticationFailed).ConfigureAwait(false);
        if (ask is null)
            return fault;
        var words = System.Text.Encoding.ASCII.GetBytes($"Authentication failed: invalid credentials ({fault.LookupId})");
        await client.AnswerAsync(ask, LocalAnswer.SaslAuthenticate(ask.Version, AuthenticationFailed, words, [])).ConfigureAwait(false);
        HasRefused = true;
        return fault;
    }

    /// <summary>Behind bare tokens that is how a broker refuses; elsewhere nobody knows what it thinks of the proof, which counts as a wrong one.</summary>
    private async ValueTask<Fault> ClosedAsync(string user, string principal, EarlyRequest? ask)
    {
        attempt.Settle(user, proved: false);
        var reason = ask is null ? "The broker closed the connection, as it does where it refuses a bare token." : "The broker closed the connection and did not say whether it lets the client in.";
        await RecordAsync(_watch!.Mechanism, principal, reason, ask is null ? AuthenticationFailed : (short)0).ConfigureAwait(false);
        return ask is null ? Failed($"{reason} Claimed: {principal}.") : Closed($"a login of {principal} was under way");
    }

    private static Fault Closed(string when) => new(FaultSide.Broker, FaultKind.LoginFailed,
        $"The broker closed the connection while {when}: is the cluster's bootstrap that of a listener where clients log in (SASL_PLAINTEXT, or SASL_SSL with 'tls')?", Retriable: true);

    private static Fault Failed(string text) => new(FaultSide.Client, FaultKind.AuthenticationFailed, text);

    /// <summary>The client is refused whether or not that could be recorded, but does not hear of it before.</summary>
    private async ValueTask RecordAsync(string mechanism, string claimed, string reason, short error) =>
        await events.NotAuthenticatedAsync(session, mechanism, claimed, reason, error, isStrict(claimed, true)).ConfigureAwait(false);
}
