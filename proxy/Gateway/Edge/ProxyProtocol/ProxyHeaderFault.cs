using System.Globalization;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Edge.ProxyProtocol;

/// <summary>The faults of PROXY headers, each with its cause and remedy in words.</summary>
internal static class ProxyHeaderFault
{
    public static Fault Unlisted(string peer) => new(FaultSide.Client, FaultKind.ProxyHeaderRefused,
        $"No PROXY header is taken from {peer}: where it is a load balancer, add its network to listen.proxyProtocol.from; where it is a client, it has to come through one.");

    public static Fault Unexpected() => new(FaultSide.Client, FaultKind.ProxyHeaderRefused,
        "The connection begins with a PROXY header where none is taken: let the load balancer send none (one only, if it sends two), or add proxyProtocol: {mode: required, from: [NETWORK]} to 'listen'.");

    public static Fault Missing(string peer) => new(FaultSide.Client, FaultKind.ProxyHeaderMissing,
        $"The connection from {peer} does not begin with a PROXY header, which the listener requires: let the load balancer send one (HAProxy: send-proxy-v2), or set mode: allowed in listen.proxyProtocol.");

    public static Fault Malformed(string peer, string problem) => new(FaultSide.Client, FaultKind.ProxyHeaderRefused, $"The PROXY header from {peer} {problem}.");

    public static Fault Late(LimitsPlan limits) => new(FaultSide.Client, FaultKind.ProxyHeaderMissing, string.Create(
        CultureInfo.InvariantCulture, $"The PROXY header had not come, or not whole, after {limits.HandshakeTimeout.TotalSeconds} s (limits.handshakeTimeout)."));

    public static Fault TooMany(string address, string limit, int bound) => new(FaultSide.Client, FaultKind.TooManyConnections, string.Create(
        CultureInfo.InvariantCulture, $"{address}, by its PROXY header, has as many connections as {limit} lets it have ({bound})."), Retriable: true);
}
