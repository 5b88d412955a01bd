using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Edge;

/// <summary>
/// The open ports of one route: the bootstrap's, and one for each broker as it becomes known. Owner: the process. Thread-safe.
/// A connection becomes a session on the pool; the accept loop goes on at once.
/// </summary>
internal sealed class RouteListeners : IRouteDoor
{
    /// <summary>On the bootstrap port any broker may answer.</summary>
    private const int AnyNode = -1;
    private readonly RoutePlan _plan;
    private readonly ProcessServices _process;
    private readonly Reception _reception;
    private readonly Complaint _unaccepted;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Listener> _listeners = [];
    private RouteState? _route;
    private volatile bool _stopped;

    /// <summary>Opens the bootstrap port, on which connections wait until <see cref="Start"/>. Throws <see cref="SocketException"/>.</summary>
    public RouteListeners(RoutePlan plan, ProcessServices process)
    {
        (_plan, _process, _reception, _unaccepted) = (plan, process, new Reception(process), new Complaint(process.Time));
        _listeners[AnyNode] = new Listener(plan.Listen.Address, plan.Listen.Port, plan.Limits.AcceptBacklog);
    }

    public IPEndPoint Bootstrap => _listeners[AnyNode].EndPoint;

    /// <summary>Whether the bootstrap port and every broker's port is looked after.</summary>
    public bool IsAccepting
    {
        get
        {
            lock (_gate)
                return !_stopped && _listeners.Values.All(listener => listener.IsAccepting);
        }
    }

    public void Start(RouteState route)
    {
        _route = route;
        Accept(AnyNode, _listeners[AnyNode]);
        _process.Log.Listening(_plan.Name, Bootstrap.ToString(), _plan.Cluster.Name);
    }

    /// <summary>Opens a broker's port, once; returns the port. Throws <see cref="FaultException"/> where it is taken.</summary>
    public int Open(int nodeId, int port)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(nodeId, out var open))
                return open.EndPoint.Port;
            if (_stopped)
                throw new FaultException(FrameFault.ShuttingDown());
            try
            {
                var listener = new Listener(_plan.Listen.Address, port, _route?.Services.Plan.Limits.AcceptBacklog ?? _plan.Limits.AcceptBacklog);
                _listeners[nodeId] = listener;
                _process.Log.BrokerListening(_plan.Name, nodeId, listener.EndPoint.ToString());
                Accept(nodeId, listener);
                return listener.EndPoint.Port;
            }
            catch (SocketException e)
            {
                throw new FaultException(new Fault(FaultSide.Proxy, FaultKind.PortTaken, string.Create(CultureInfo.InvariantCulture,
                    $"Port {port} of route {_plan.Name}, for broker {nodeId}, can't be opened on {_plan.Listen.Address}: {e.SocketErrorCode}. Free it or move brokerPorts.")));
            }
        }
    }

    /// <summary>Accepts nothing more; sessions go on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var listener in _listeners.Values)
                listener.Dispose();
        }
    }

    private void Accept(int nodeId, Listener listener)
    {
        listener.IsAccepting = true;
        _ = Task.Run(() => listener.AcceptLoopAsync(_plan.Name, socket => Enter(socket, nodeId), _unaccepted, _process.Time, _process.Log));
    }

    private void Enter(Socket socket, int nodeId)
    {
        var session = _reception.Enter(socket, _route!, nodeId);

        // Accepted before the listener closed, too late for those who drain: they looked either before or after it was there.
        if (_stopped)
            session?.Drain();
    }
}
