using System.Collections.Frozen;

namespace Compliance.Gateway.Settings;

/// <summary>As whom the proxy logs in at brokers for the clients of a route. Immutable.</summary>
/// <param name="Shared">For all who have no account of their own: the route's login, or the cluster's. Null: nobody logs in.</param>
internal sealed record AccountsPlan(LoginPlan? Shared)
{
    /// <summary>Accounts of their own, by principal.</summary>
    public FrozenDictionary<string, LoginPlan> ByPrincipal { get; init; } = FrozenDictionary<string, LoginPlan>.Empty;

    /// <summary>Who has none is not let in.</summary>
    public bool RefusesOthers { get; init; }

    /// <summary>Principals whose account stands for nobody else, on this route or another of the cluster.</summary>
    public FrozenSet<string> Owners { get; init; } = FrozenSet<string>.Empty;

    /// <summary>All of them, some twice.</summary>
    public IEnumerable<LoginPlan> Logins => Shared is { } shared ? ByPrincipal.Values.Prepend(shared) : ByPrincipal.Values;
}
