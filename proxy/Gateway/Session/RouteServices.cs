using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;

namespace Compliance.Gateway.Session;

/// <summary>
/// What all sessions of a route share, under one plan. Each member is thread-safe. The plan is without its rules, which are the chain's.
/// <see cref="Login"/> null: nobody logs in.
/// </summary>
internal sealed record RouteServices(RoutePlan Plan, BrokerConnector Connector, BrokerMap Brokers, ClusterView Cluster, RouteLogin? Login, RouteAccounts Accounts);
