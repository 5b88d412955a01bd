using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Upstream;

namespace Compliance.Gateway.Session;

/// <summary>Why there is no account by which the proxy could log in at a broker for a client. Stateless.</summary>
internal static class AccountFault
{
    /// <summary>For the evidence.</summary>
    public const string Missing = "The principal has no account at the brokers ('accounts' of the route).";

    /// <summary>Null: there is one, or none is needed.</summary>
    public static Fault? Of(SessionState session, RouteAccounts accounts)
    {
        if (accounts.Refuses(session.Principal))
        {
            return new Fault(FaultSide.Client, FaultKind.AuthenticationFailed,
                $"{session.Principal} has no account at the brokers of cluster {session.Route.Cluster.Name}: add it to 'accounts' of route {session.Route.Name}, or write others: shared there.");
        }

        // What it has been allowed as the owner of its account it would do in the name of others.
        return session.OwnsAccount && !accounts.Owns(session.Principal)
            ? new Fault(FaultSide.Proxy, FaultKind.LoginFailed, $"The account of {session.Principal} at the brokers stands for others too since the settings were read again: its client connects again.", Retriable: true)
            : null;
    }

    /// <summary>As a login that was refused, for a session that was let in without one, by a certificate or by nothing: who logs in is told by the login itself.</summary>
    public static async Task<Fault> TellAsync(Fault fault, SessionState session, ProcessServices process, RouteMetrics metrics, bool strict)
    {
        await process.Events.NotAuthenticatedAsync(session, session.ProvedBy ?? "", session.Principal, Missing, error: 0, strict).ConfigureAwait(false);
        metrics.LoggedIn(proved: false, again: false);
        process.Log.AuthenticationFailed(session.SourceIp, session.Route.Name, fault.LookupId, fault.Text);
        return fault;
    }
}
