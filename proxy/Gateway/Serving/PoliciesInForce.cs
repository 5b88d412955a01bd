using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Serving;

/// <summary>The policies of all routes, by what identifies them. Immutable.</summary>
internal sealed record PoliciesInForce(IReadOnlyDictionary<string, RouteInForce> Routes)
{
    public static PoliciesInForce None { get; } = new(new Dictionary<string, RouteInForce>(StringComparer.Ordinal));

    public static PoliciesInForce Of(ActivePlan plan) => new(plan.Routes
        .Where(route => route.Policies is not null)
        .ToDictionary(route => route.Name, route => RouteInForce.Of(route.Policies!), StringComparer.Ordinal));
}
