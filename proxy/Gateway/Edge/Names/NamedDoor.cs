using System.Net;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Edge.Names;

/// <summary>One route's names on a port that others may share. Owner: the served plan. Thread-safe.</summary>
internal sealed class NamedDoor(RoutePlan plan, NamedPort port, Action leave, ILogger log) : IRouteDoor
{
    private readonly SniPlan _names = plan.Listen.Sni!;
    private RouteState? _route;
    private int _hasLeft;

    public IPEndPoint Bootstrap => port.EndPoint;
    public bool IsAccepting => _hasLeft == 0 && port.IsAccepting;

    public void Start(RouteState route)
    {
        _route = route;
        port.Add(_names, route);
        log.Listening(plan.Name, $"{port.Name} by the name {_names.Bootstrap}", plan.Cluster.Name);
    }

    public int Open(int nodeId, int wanted)
    {
        if (Volatile.Read(ref _hasLeft) != 0)
            throw new FaultException(FrameFault.ShuttingDown());
        log.BrokerListening(plan.Name, nodeId, $"{port.Name} by the name {_names.NameOf(nodeId)}");
        return port.EndPoint.Port;
    }

    /// <summary>Nobody comes in any more; sessions go on.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) != 0)
            return;
        if (_route is { } route)
            port.Remove(route);
        leave();
    }
}
