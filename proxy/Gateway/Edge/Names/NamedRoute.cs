using Compliance.Gateway.Session;

namespace Compliance.Gateway.Edge.Names;

/// <summary>What a name leads to: a route, and one of its brokers or (-1) any.</summary>
internal readonly record struct NamedRoute(RouteState Route, int NodeId);
