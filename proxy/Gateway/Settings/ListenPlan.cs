using System.Net;

namespace Compliance.Gateway.Settings;

/// <summary>
/// The ports of a route. Broker N listens on <paramref name="FirstBrokerPort"/> + N - <paramref name="FirstNode"/>, up to
/// <paramref name="LastBrokerPort"/>. Port 0 (both, for tests): any free one, another at each start.
/// </summary>
internal sealed record ListenPlan(IPAddress Address, int Port, int FirstBrokerPort, int LastBrokerPort, int FirstNode = 0)
{
    public bool AnyPort => FirstBrokerPort == 0;

    /// <summary>Null: each broker has a port; else all have the bootstrap's, and names by which they are told apart.</summary>
    public SniPlan? Sni { get; init; }

    /// <summary>The port that clients are told for every broker, since each has a host name of its own; 0: each has a port of its own.</summary>
    public int AdvertisedPort { get; init; }

    /// <summary>The port that clients are told for the first broker, the others' follow as those that are listened on; 0: they are told those.</summary>
    public int FirstAdvertisedPort { get; init; }

    /// <summary>What clients are told for a broker whose port is <paramref name="bound"/>.</summary>
    public int AdvertisedPortOf(int nodeId, int bound) =>
        AdvertisedPort > 0 ? AdvertisedPort : FirstAdvertisedPort > 0 ? FirstAdvertisedPort + nodeId - FirstNode : bound;

    /// <summary>The port of a broker (0: any), or -1 where the range has none for it.</summary>
    public int PortOf(int nodeId)
    {
        if (nodeId < FirstNode)
            return -1;
        if (AnyPort)
            return 0;
        var port = (long)FirstBrokerPort + nodeId - FirstNode;
        return port <= LastBrokerPort ? (int)port : -1;
    }
}
