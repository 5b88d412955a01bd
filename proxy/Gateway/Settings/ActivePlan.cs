using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>Settings and rules, checked and compiled. Immutable; one reference to it is swapped as a whole.</summary>
internal sealed record ActivePlan(
    ImmutableArray<ClusterPlan> Clusters,
    ImmutableArray<RoutePlan> Routes,
    LimitsPlan Limits,
    AuditPlan? Audit,
    AdminPlan? Admin)
{
    public LogPlan Log { get; init; } = LogPlan.Default;

    /// <summary>Null: no traces, and metrics only for who asks for them.</summary>
    public TelemetryPlan? Telemetry { get; init; }

    /// <summary>Every account by which brokers of a cluster are logged in at, some twice.</summary>
    public IEnumerable<LoginPlan> LoginsAt(ClusterPlan cluster)
    {
        var routes = Routes.Where(route => route.Cluster.Name == cluster.Name).SelectMany(route => route.Accounts?.Logins ?? []);
        return cluster.Login is { } login ? routes.Prepend(login) : routes;
    }

    /// <summary>Hexadecimal SHA-256 over the settings' text and the policies; no secret goes into it. Empty: the plan was not read.</summary>
    public string Sha256 { get; init; } = "";
}
