using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// A client logs in at the broker: what both say goes on as it came, and the proxy learns from it who the client is. Runs where
/// <see cref="Handshake"/> does, whose states these are; until the broker has said yes, nothing but a login goes to it, and the session has no rights.
/// <code>
/// First, Versions --SaslHandshake, taken--> Token      a mechanism that does not pass: error 33, close    the broker's error: passed on, close
/// Token --SaslAuthenticate, the broker lets it in--> Done      more to say: --> Token      the broker's error: passed on, close
///       --refused with words of the mechanism, passed on--> Refused --SaslAuthenticate--> what the broker answers, close
///       --a message that names nobody, or another than before; tried too often--> error 58, close, and the broker has not heard of it
/// </code>
/// Where tokens come bare, a closed connection is the broker's refusal.
/// </summary>
internal sealed class PassedProof(LoginState login, BrokerSide broker, LoginAttempt attempt, ClientsPlan clients, LimitsPlan limits, CancellationToken cancel) : IProof
{
    private ISaslWatch? _watch;
    private bool _isTried;

    public bool EndsHere => false;

    public async ValueTask<Fault?> ChooseAsync(EarlyRequest ask)
    {
        _watch = PassedMechanism.Begin(ask.Mechanism, clients, limits);
        if (WhyNot(ask) is { } reason)
            return await login.RefuseMechanismAsync(ask, reason).ConfigureAwait(false);
        if (await broker.AskAsync(login.Client.Frame).ConfigureAwait(false) is not { } answer)
            return Closed("a mechanism was asked for");
        if (LoginAnswer.Read(answer, ask).Error is var error and not 0)
        {
            reason = $"The broker does not take the mechanism {_watch!.Mechanism} (error {error}).";
            await login.RecordAsync("", login.Principal, reason, error).ConfigureAwait(false);
            await login.Client.SendAsync(answer).ConfigureAwait(false);
            login.HasRefused = true;
            return LoginState.Failed(reason);
        }

        login.Chosen(ask);
        await login.Client.SendAsync(answer).ConfigureAwait(false);
        return null;
    }

    public async ValueTask<Fault?> ProveAsync(ReadOnlyMemory<byte> token, EarlyRequest? ask)
    {
        if (login.Refusal is not null)
            return await FollowAsync().ConfigureAwait(false);
        var step = _watch!.Asked(token);
        var principal = step.User is null ? login.Principal : LoginState.PrincipalOf(step.User);
        if (await WhyNotAsync(step, principal).ConfigureAwait(false) is { } problem)
        {
            // The broker has not heard of it.
            await login.RecordAsync(_watch.Mechanism, principal, problem, LoginState.AuthenticationFailed).ConfigureAwait(false);
            return await login.FailAsync(LoginState.Failed($"{problem} Claimed: {principal}."), ask).ConfigureAwait(false);
        }

        byte[]? answer;
        BrokerVerdict verdict = default;
        try
        {
            answer = await broker.AskAsync(login.Client.Frame).ConfigureAwait(false);
            if (answer is not null)
                verdict = Judge(answer, ask, _watch);
        }
        catch (FaultException e)
        {
            // Nobody knows what the broker thinks of the proof.
            attempt.Settle(step.User!, proved: false);
            await login.RecordAsync(_watch.Mechanism, principal, e.Fault.Text, error: 0).ConfigureAwait(false);
            return e.Fault;
        }

        return answer is null
            ? await ClosedAsync(step.User!, principal, ask).ConfigureAwait(false)
            : await TakeAsync(answer, verdict, step, principal).ConfigureAwait(false);
    }

    /// <summary>The broker's answer has come, and goes on to the client.</summary>
    private async ValueTask<Fault?> TakeAsync(byte[] answer, BrokerVerdict verdict, WatchStep step, string principal)
    {
        if (verdict.Outcome != SaslOutcome.Continues)
            attempt.Settle(step.User!, verdict.Outcome == SaslOutcome.Proved);
        if (verdict.Outcome == SaslOutcome.Proved)
        {
            if (await login.ProvedAsync(principal, _watch!.Mechanism, step.Facts, verdict.Life).ConfigureAwait(false) is { } unrecorded)
                return unrecorded;
        }
        else if (verdict.Outcome == SaslOutcome.Refused)
        {
            var reason = verdict.Error == 0 ? "The broker refused the login in words of its mechanism." : $"The broker refused the login (error {verdict.Error}).";
            await login.RecordAsync(_watch!.Mechanism, principal, reason, verdict.Error == 0 ? LoginState.AuthenticationFailed : verdict.Error).ConfigureAwait(false);
            login.Refuse(LoginState.Failed($"{reason} Claimed: {principal}."));
        }

        await login.Client.SendAsync(answer).ConfigureAwait(false);
        login.HasRefused = verdict.Error != 0;
        return login.HasRefused ? login.Refusal : null;
    }

    /// <summary>Words of a refusal: the client takes note, and the broker says its error.</summary>
    private async ValueTask<Fault?> FollowAsync()
    {
        if (await broker.AskAsync(login.Client.Frame).ConfigureAwait(false) is not { } answer)
            return login.Refusal;
        await login.Client.SendAsync(answer).ConfigureAwait(false);
        login.HasRefused = true;
        return login.Refusal;
    }

    /// <summary>Null: the mechanism may pass.</summary>
    private string? WhyNot(EarlyRequest ask)
    {
        if (_watch is null)
            return $"The client asked for another mechanism than {string.Join(", ", login.Offered)}.";
        if (ask.Version == 0 && _watch is KerberosWatch)
            return "The client speaks GSSAPI behind SaslHandshake v0, where a broker says nothing of its success: let it use version 1.";
        if (login.Before is not null && (_watch.Mechanism != login.Before || ask.Version == 0))
            return $"The client logs in again by {_watch.Mechanism}, SaslHandshake v{ask.Version}, on a connection that began by {login.Before}.";
        return null;
    }

    /// <summary>Null: the message may go on.</summary>
    private async ValueTask<string?> WhyNotAsync(WatchStep step, string principal)
    {
        if (step.Problem.Length > 0)
            return step.Problem;
        if (login.Before is not null && principal != login.Principal)
            return $"The client logs in again as another than {login.Principal}, whose connection it is.";
        if (_isTried || !_watch!.IsGuessable)
            return null;
        _isTried = true;
        return await attempt.MayTryAsync(step.User!, cancel).ConfigureAwait(false) ? null : SaslStep.TooOften(step.User!).Problem;
    }

    private static BrokerVerdict Judge(byte[] answer, EarlyRequest? ask, ISaslWatch watch)
    {
        if (ask is null)
            return new BrokerVerdict(0, watch.Answered(answer.AsSpan(Kafka.Wire.FrameScanner.Prefix)), null);
        var said = LoginAnswer.Read(answer, ask);
        return said.Error == 0 ? new BrokerVerdict(said.Error, watch.Answered(said.Message), said.Life) : new BrokerVerdict(said.Error, SaslOutcome.Refused, null);
    }

    /// <summary>Behind bare tokens that is how a broker refuses; elsewhere nobody knows what it thinks of the proof, which counts as a wrong one.</summary>
    private async ValueTask<Fault> ClosedAsync(string user, string principal, EarlyRequest? ask)
    {
        attempt.Settle(user, proved: false);
        var reason = ask is null ? "The broker closed the connection, as it does where it refuses a bare token." : "The broker closed the connection and did not say whether it lets the client in.";
        await login.RecordAsync(_watch!.Mechanism, principal, reason, ask is null ? LoginState.AuthenticationFailed : (short)0).ConfigureAwait(false);
        return ask is null ? LoginState.Failed($"{reason} Claimed: {principal}.") : Closed($"a login of {principal} was under way");
    }

    private static Fault Closed(string when) => new(FaultSide.Broker, FaultKind.LoginFailed,
        $"The broker closed the connection while {when}: is the cluster's bootstrap that of a listener where clients log in (SASL_PLAINTEXT, or SASL_SSL with 'tls')?", Retriable: true);
}
