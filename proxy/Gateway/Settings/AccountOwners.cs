using System.Collections.Frozen;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Finds whose accounts are nobody else's. Brokers tell accounts apart by their users, whatever mechanism proves them; so an account belongs to a
/// principal if nobody else, and no route or cluster, logs in as that user at the same cluster. Whose a token is brokers find in the token, so an
/// account by tokens is not taken for anybody's own.
/// </summary>
internal static class AccountOwners
{
    public static IEnumerable<RoutePlan> Mark(IReadOnlyCollection<RoutePlan> routes)
    {
        var holders = routes.SelectMany(Holders).ToLookup(holder => (holder.Cluster, holder.User), holder => holder.Principal);
        foreach (var route in routes)
        {
            yield return route.Accounts is not { ByPrincipal.Count: > 0 } accounts ? route : route with
            {
                Accounts = accounts with
                {
                    Owners = accounts.ByPrincipal.Where(account => account.Value.Tokens is null && holders[(route.Cluster.Name, account.Value.User)].All(other => other == account.Key)).Select(account => account.Key).ToFrozenSet(StringComparer.Ordinal),
                },
            };
        }
    }

    /// <summary>Principal null: many.</summary>
    private static IEnumerable<(string Cluster, string User, string? Principal)> Holders(RoutePlan route)
    {
        if (route.Cluster.Login is { } login)
            yield return (route.Cluster.Name, login.User, null);
        if (route.Accounts?.Shared is { } shared)
            yield return (route.Cluster.Name, shared.User, null);
        foreach (var (principal, account) in route.Accounts?.ByPrincipal ?? FrozenDictionary<string, LoginPlan>.Empty)
            yield return (route.Cluster.Name, account.User, principal);
    }
}
