using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Upstream;
using Compliance.Gateway.Upstream.Tokens;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Session;

/// <summary>
/// Logs in anew at the broker on a client's upstream connection (KIP-368), between two of its requests: a broker that ends logins closes the
/// connection at the first request behind the end, and takes nothing but the login once that has begun. Owner: the session's RequestLoop, which
/// calls it with nothing in flight, so that each answer in the ring is one to the proxy's own question.
/// </summary>
internal sealed class LoginRenewal(ClientSession session, OwnLink own, InFlight inFlight, ClusterPlan cluster, ClusterMetrics metrics, TimeProvider time, ILogger log) : IOwnRequests
{
    private int _correlationId = OwnFrame.FirstCorrelationId;

    public BrokerAddress Broker => own.Broker;

    public bool IsDue => own.Term.RenewAt != long.MaxValue && session.Timestamp >= own.Term.RenewAt;

    /// <summary>
    /// By the account as the settings have it now, and so by a secret that has changed since. A fault: the connection can't go on. Where there is no
    /// token it goes on for as long as the broker takes it.
    /// </summary>
    public async ValueTask<Fault?> RunAsync(Account? account)
    {
        if (account is null || !account.Continues(own.Account!))
            return AnotherAccount();
        using var timer = new CancellationTokenSource(session.Limits.LoginTimeout, time);
        await using var late = timer.Token.Register(() => session.Break(Late())).ConfigureAwait(false);
        try
        {
            (own.Term, own.Account) = (await UpstreamLogin.LoginAsync(this, account, time, session.Ending).ConfigureAwait(false), account);
            metrics.LoggedInAgain.Add();
            return null;
        }
        catch (TokenException e)
        {
            var (fault, now) = (UpstreamLogin.NoToken(cluster, e.Message), session.Timestamp);
            Failed(fault);
            if (now >= own.Term.EndsAt)
                return fault;
            own.Term = own.Term.TryAgain(now, time);
            return null;
        }
        catch (FaultException e) when (e.Fault.Side == FaultSide.Broker)
        {
            Failed(e.Fault);
            return e.Fault;
        }
    }

    public async Task<byte[]> AskAsync(ApiRow api, short version, ReadOnlyMemory<byte> body)
    {
        var question = new OwnQuestion();
        var entry = new InFlightEntry { Api = api, Version = version, CorrelationId = _correlationId++, ReceivedTicks = session.Timestamp, Own = question };
        inFlight.Add(entry);
        var frame = OwnFrame.Of(api, version, entry.CorrelationId, body.Span);
        session.Metrics.ToBroker(frame.Length);
        await own.Link.SendAsync(frame).ConfigureAwait(false);

        // A broker that refuses closes behind its answer, which is worth more than the close.
        if (!await inFlight.WaitForAsync(0).ConfigureAwait(false) && question.Answer.Length == 0)
            throw new FaultException(session.Fault!);
        return ResponseHeaderView.Read(question.Answer, api, version, out var header) is null ? question.Answer[header.BodyOffset..] : throw OwnFrame.Broken(Broker, api, "its answer is malformed");
    }

    private void Failed(Fault fault)
    {
        metrics.NotLoggedInAgain.Add();
        log.LoginAgainFailed(cluster.Name, Broker.ToString(), session.State.Principal, fault.Text);
    }

    private Fault Late() => new(FaultSide.Broker, FaultKind.LoginFailed,
        $"Broker {Broker} does not answer the login anew within {session.Limits.LoginTimeout.TotalSeconds} s (limits.loginTimeout).", Retriable: true);

    private Fault AnotherAccount() => new(FaultSide.Proxy, FaultKind.LoginFailed,
        $"The settings name another account than {own.Account} for this connection's login at broker {Broker} since they were read again, and a broker takes no other on a connection: its client connects again.", Retriable: true);
}
