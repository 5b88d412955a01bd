using System.Net;

namespace Compliance.Gateway.Settings;

/// <summary>
/// The ports of a route. Broker N listens on <paramref name="FirstBrokerPort"/> + N - <paramref name="FirstNode"/>, up to
/// <paramref name="LastBrokerPort"/>. Port 0 (both, for tests): any free one, another at each start.
/// </summary>
internal sealed record ListenPlan(IPAddress Address, int Port, int FirstBrokerPort, int LastBrokerPort, int FirstNode = 0)
{
    public bool AnyPort => FirstBrokerPort == 0;

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
