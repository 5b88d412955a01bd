using System.Net;
using Compliance.Gateway.Session;

namespace Compliance.Gateway.Edge;

/// <summary>Where a route's clients come in: ports of its own, or names on a port that it may share. Owner: the served plan. Thread-safe.</summary>
internal interface IRouteDoor : IDisposable
{
    IPEndPoint Bootstrap { get; }

    /// <summary>Whether every port is looked after.</summary>
    bool IsAccepting { get; }

    /// <summary>Clients are served from now on.</summary>
    void Start(RouteState route);

    /// <summary>Makes a broker reachable, once; returns the port. Throws <see cref="FaultException"/> where it can't be.</summary>
    int Open(int nodeId, int port);
}
