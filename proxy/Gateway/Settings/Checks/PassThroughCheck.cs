using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Settings.Checks;

/// <summary>
/// Where clients log in at the brokers and the proxy has no login of its own, brokers tell it nothing but their versions: what needs more is
/// refused, rather than found out by whoever waits for it.
/// </summary>
internal static class PassThroughCheck
{
    private const string Remedy = "give the cluster a 'login', which is then the proxy's own and no client's";

    /// <summary>Whether clients log in at the cluster's brokers by themselves, and the proxy can't.</summary>
    public static bool IsClosed(ClusterSettings cluster, SettingsDocument document) =>
        cluster.Login is null && document.Routes.Any(route => route.PassThrough is not null && route.Cluster.Value == cluster.Name.Value);

    /// <param name="route">As written.</param>
    /// <param name="cluster">The one that it leads to.</param>
    /// <param name="rules">Its policies; null: none.</param>
    /// <param name="problems">Takes what is wrong in the settings.</param>
    public static void Run(RouteSettings route, ClusterPlan cluster, RuleSet? rules, ProblemList problems)
    {
        if (!cluster.IsClosed)
            return;
        if (route.PassThrough is null)
            problems.Error(route.Cluster.Place, $"Clients of another route log in at the brokers of cluster '{cluster.Name}' by themselves (passThrough), and those of route '{route.Name}' do not, so that none of their requests would be taken: let them pass through too, or reach other listeners of the brokers by a cluster of another name.");
        if (rules is { Quarantines: true })
            problems.Error(route.Policies!.Value.Place, $"The policies bring records to a quarantine topic, which the proxy does itself, and it has no way into cluster '{cluster.Name}': {Remedy}.");
    }

    public static void Run(AuditSettings audit, ClusterPlan cluster, ProblemList problems)
    {
        if (cluster.IsClosed)
            problems.Error(audit.Cluster.Place, $"Clients log in at the brokers of cluster '{cluster.Name}' by themselves (passThrough), and the proxy, which brings evidence there, can't: {Remedy}.");
    }
}
