using Compliance.Rules;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>A route's own login and accounts at brokers have a use: its clients are told apart, and the proxy itself has a way in.</summary>
internal static class AccountsCheck
{
    /// <param name="route">As written.</param>
    /// <param name="clients">How its clients log in.</param>
    /// <param name="cluster">The one that it leads to.</param>
    /// <param name="problems">Takes what is wrong in the settings.</param>
    public static void Run(RouteSettings route, ClientsPlan clients, ClusterPlan cluster, ProblemList problems)
    {
        if ((route.Login?.User.Place ?? route.Accounts?.Place) is not { } place)
            return;
        if (route.PassThrough is not null)
            problems.Error(place, $"Clients of route '{route.Name}' log in at the brokers by themselves (passThrough), so the proxy does not do it for them: remove 'login' and 'accounts', or 'passThrough'.");
        else if (cluster.Login is null)
            problems.Error(place, $"The proxy logs in at brokers of cluster '{cluster.Name}' for the clients of route '{route.Name}', and has no login of its own, by which it asks for brokers and topics: give the cluster a 'login' too.");
        if (route.Accounts is not { } accounts)
            return;
        if (clients.IsAnonymous)
            problems.Error(accounts.Place, $"Clients of route '{route.Name}' are anonymous, so nobody is told apart who could have an account: let them prove who they are, or use 'login' of the route.");
        if (route.Login is { } login && !accounts.OthersShare)
            problems.Error(login.User.Place, "'login' of the route has no use, since who has none of its 'accounts' is refused: write others: shared, or remove 'login'.");
    }
}
