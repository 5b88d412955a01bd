using System.Collections.Immutable;
using System.Net;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Who may say, by the PROXY protocol's header, whose connection it passes on. Immutable. <paramref name="IsRequired"/>: every connection
/// begins with a header. <paramref name="From"/>: the networks of load balancers, the only ones that are believed.
/// </summary>
internal sealed record ProxyProtocolPlan(bool IsRequired, ImmutableArray<IPNetwork> From)
{
    public bool Trusts(IPAddress? peer)
    {
        // A listener of both families tells of IPv4 so.
        if (peer is { IsIPv4MappedToIPv6: true })
            peer = peer.MapToIPv4();
        return peer is not null && From.Any(network => network.Contains(peer));
    }
}
