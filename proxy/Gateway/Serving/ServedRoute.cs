using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Login;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;

namespace Compliance.Gateway.Serving;

/// <summary>The parts of a route that outlive a plan. Owner: <see cref="ServedPlan"/>.</summary>
internal sealed record ServedRoute(RoutePlan Plan, ClusterState Cluster, IRouteDoor Door, BrokerMap Brokers, RouteLogin? Login, QuotaLedger Quotas, RouteState State)
{
    /// <summary>Null: nothing can be opened in an emergency.</summary>
    public GrantBook? Grants { get; init; }
}
