using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Edge.Names;

/// <summary>
/// One listening port for several routes and all their brokers: the name in a client's TLS handshake (SNI) tells whose it is. Until then the
/// connection is nobody's, and counts under the port. Owner: <see cref="NamedPorts"/>. Thread-safe.
/// <code>
/// Open --the first route is served--> Accepting --the last has gone, or the process stops--> Stopped
/// </code>
/// </summary>
internal sealed class NamedPort : IDisposable
{
    /// <summary>By the bootstrap's name any broker may answer.</summary>
    public const int AnyNode = -1;
    private readonly Listener _listener;
    private readonly ProcessServices _process;
    private readonly Reception _reception;
    private readonly Complaint _unaccepted;
    private readonly ClusterPlan _nowhere;
    private readonly Lock _gate = new();
    private volatile NameDirectory _names = NameDirectory.Empty;
    private volatile bool _isStopped;
    private bool _isStarted;

    /// <summary>Opens the port, on which connections wait for the first route. Throws <see cref="SocketException"/>.</summary>
    public NamedPort(ListenPlan plan, int backlog, ProcessServices process)
    {
        (_process, _reception, _unaccepted) = (process, new Reception(process), new Complaint(process.Time));
        _listener = new Listener(plan.Address, plan.Port, backlog);
        Name = _listener.EndPoint.ToString();
        _nowhere = new ClusterPlan("", []);
    }

    /// <summary>What stands for a route where none is chosen: address and port.</summary>
    public string Name { get; }
    public IPEndPoint EndPoint => _listener.EndPoint;
    public bool IsAccepting => !_isStopped && _listener.IsAccepting;

    /// <summary>Doors that stand open; <see cref="NamedPorts"/> counts them.</summary>
    public int Doors { get; set; }

    /// <summary>A route's names lead to it from now on.</summary>
    public void Add(SniPlan names, RouteState route)
    {
        lock (_gate)
        {
            _names = _names.With(names, route);
            if (_isStarted || _isStopped)
                return;
            _isStarted = _listener.IsAccepting = true;
            _ = Task.Run(() => _listener.AcceptLoopAsync(Name, Enter, _unaccepted, _process.Time, _process.Log));
        }
    }

    /// <summary>A route's names lead nowhere any more; sessions go on.</summary>
    public void Remove(RouteState route)
    {
        lock (_gate)
            _names = _names.Without(route);
    }

    public bool Serves(RouteState route) => _names.Holds(route);

    /// <summary>Whose connection it is that begins so. Throws <see cref="NameRefusedException"/>.</summary>
    public NamedRoute Find(SslClientHelloInfo hello)
    {
        if (_isStopped)
            throw new NameRefusedException(FrameFault.ShuttingDown(), TlsAlert.InternalError);
        var names = _names;
        if (hello.ServerName.Length == 0)
            throw new NameRefusedException(NameFault.Missing(Name, names), TlsAlert.MissingExtension);
        if (names.Find(hello.ServerName) is not { } found)
            throw new NameRefusedException(NameFault.Unknown(hello.ServerName, Name, names), TlsAlert.UnrecognizedName);

        // Clients take the other alerts for good, and this broker may be heard of in a moment.
        if (found.NodeId != AnyNode && found.Route.Services.Brokers.Real(found.NodeId) is null)
            throw new NameRefusedException(NameFault.UnknownNode(found), TlsAlert.InternalError);
        return found;
    }

    /// <summary>Accepts nothing more; sessions go on.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _listener.Dispose();
    }

    private void Enter(Socket socket)
    {
        // The routes of a port have the same limits and load balancers.
        if (_names.First is not { } any)
        {
            socket.Dispose();
            return;
        }

        var plan = any.Services.Plan with { Name = Name, Cluster = _nowhere, Tls = null, Purpose = null };
        var session = _reception.Enter(socket, plan, this);

        // Accepted before the listener closed, too late for those who drain: they looked either before or after it was there.
        if (_isStopped)
            session?.Drain();
    }
}
