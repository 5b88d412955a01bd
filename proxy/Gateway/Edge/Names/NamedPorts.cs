using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Edge.Names;

/// <summary>The ports that routes with names share: each is open as long as one of its routes is there. Owner: the served plan. Thread-safe.</summary>
internal sealed class NamedPorts(ProcessServices process)
{
    private readonly Lock _gate = new();
    private readonly List<NamedPort> _open = [];

    /// <summary>A route's door on the port that its settings name, which is opened if it is not yet. Throws <see cref="SocketException"/>.</summary>
    public NamedDoor Open(RoutePlan plan)
    {
        lock (_gate)
        {
            var port = plan.Listen.Port == 0 ? null : _open.Find(open => open.EndPoint.Equals(new IPEndPoint(plan.Listen.Address, plan.Listen.Port)));
            if (port is null)
                _open.Add(port = new NamedPort(plan.Listen, plan.Limits.AcceptBacklog, process));
            port.Doors++;
            return new NamedDoor(plan, port, () => Leave(port), process.Log);
        }
    }

    /// <summary>Before doors close: who comes meanwhile is told that the proxy stops, and not that its name is wrong.</summary>
    public void Stop()
    {
        lock (_gate)
            _open.ForEach(port => port.Dispose());
    }

    private void Leave(NamedPort port)
    {
        lock (_gate)
        {
            if (--port.Doors > 0)
                return;
            _open.Remove(port);
            port.Dispose();
        }
    }
}
