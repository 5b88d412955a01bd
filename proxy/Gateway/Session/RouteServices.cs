using Compliance.Gateway.Edge;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;

namespace Compliance.Gateway.Session;

/// <summary>What all sessions of a route share. Each member is thread-safe. <see cref="Users"/> null: anybody may connect.</summary>
internal sealed record RouteServices(
    RoutePlan Plan,
    BrokerConnector Connector,
    BrokerMap Brokers,
    ClusterView Cluster,
    UserDirectory? Users,
    Func<SessionState, Chain> Chain);
