using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// One route's brokers: real address by node id, and the port under which clients reach each. A node that was seen once keeps its
/// port: clients hold old metadata, and a broker may return. Thread-safe; a known node costs one look-up and no allocation.
/// <paramref name="bind"/> (node id, wanted port or 0) makes the node's listener and returns the port bound.
/// </summary>
internal sealed class BrokerMap(RoutePlan route, Func<int, int, int> bind)
{
    public string Route => route.Name;

    private readonly ConcurrentDictionary<int, BrokerEntry> _nodes = new();
    private readonly Lock _binding = new();

    /// <summary>
    /// Learns (or corrects) where a node really is, and makes sure that its port is open before a client is told of it.
    /// <paramref name="realHost"/> is UTF-8, as in the broker's answer.
    /// Throws <see cref="FaultException"/> where the route has no port for the node or the port can't be bound.
    /// </summary>
    public AdvertisedAddress Advertised(int nodeId, ReadOnlySpan<byte> realHost, int realPort)
    {
        if (_nodes.TryGetValue(nodeId, out var entry) && entry.IsAt(realHost, realPort))
            return entry.Advertised;
        lock (_binding)
            return Learn(nodeId, realHost, realPort);
    }

    /// <summary>Where a node really is, as last heard; null: never heard of.</summary>
    public BrokerAddress? Real(int nodeId) => _nodes.TryGetValue(nodeId, out var entry) ? entry.Real : null;

    /// <summary>
    /// Who may answer on a node's port: nobody but that node. Null on the bootstrap port (-1): any broker. Throws
    /// <see cref="FaultException"/> for a node whose port is open and whose place is being learnt in this moment.
    /// </summary>
    public BrokerAddress? Behind(int nodeId) =>
        nodeId < 0 ? null : Real(nodeId) ?? throw new FaultException(FrameFault.UnknownNode(nodeId));

    /// <summary>What clients are told of a node; null: never heard of.</summary>
    public AdvertisedAddress? AdvertisedOf(int nodeId) => _nodes.TryGetValue(nodeId, out var entry) ? entry.Advertised : null;

    private AdvertisedAddress Learn(int nodeId, ReadOnlySpan<byte> realHost, int realPort)
    {
        var known = _nodes.TryGetValue(nodeId, out var entry);
        if (known && entry!.IsAt(realHost, realPort))
            return entry.Advertised;
        var advertised = known ? entry!.Advertised : new AdvertisedAddress(Encoding.UTF8.GetBytes(route.HostOf(nodeId)), route.Listen.AdvertisedPortOf(nodeId, Bind(nodeId)));
        entry = new BrokerEntry(
            new BrokerAddress(Encoding.UTF8.GetString(realHost), realPort),
            realHost.ToArray(),
            advertised);
        _nodes[nodeId] = entry;
        return entry.Advertised;
    }

    private int Bind(int nodeId)
    {
        var wanted = route.Listen.PortOf(nodeId);
        if (wanted >= 0)
            return bind(nodeId, wanted);
        var listen = route.Listen;
        throw new FaultException(new Fault(FaultSide.Proxy, FaultKind.NodeOutOfRange, string.Create(CultureInfo.InvariantCulture,
            $"Broker {nodeId} of cluster {route.Cluster.Name} has no port on route {route.Name}: brokerPorts {listen.FirstBrokerPort}-{listen.LastBrokerPort} serve the nodes {listen.FirstNode} to {listen.FirstNode + listen.LastBrokerPort - listen.FirstBrokerPort}. Widen brokerPorts or set firstNode.")));
    }

    private sealed record BrokerEntry(BrokerAddress Real, byte[] RealHostUtf8, AdvertisedAddress Advertised)
    {
        public bool IsAt(ReadOnlySpan<byte> host, int port) => port == Real.Port && host.SequenceEqual(RealHostUtf8);
    }
}
