using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Tests.Edge.ProxyProtocol;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge;

/// <summary>Listeners on IPv6 addresses, on all addresses of both families, and PROXY headers that come and tell of IPv6.</summary>
public sealed class Ipv6Tests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task All_addresses_are_those_of_both_families_and_each_is_written_in_its_own_form()
    {
        await using var broker = ScriptedBroker.Beating();
        await using var proxy = await StartAsync(broker, "\"::\"", "advertise: localhost");

        foreach (var from in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
            await ServedAsync(new IPEndPoint(from, proxy.Bootstrap.Port));

        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the sessions' end");
        Assert.Equal(["127.0.0.1", "::1"], (await proxy.StopAsync()).Where(e => e.Action == "session.start").Select(e => e.SourceIp));
    }

    [Fact]
    public async Task One_address_is_that_alone_and_brokers_are_told_at_it()
    {
        await using var broker = ScriptedBroker.Beating();
        await using var proxy = await StartAsync(broker, "\"::1\"", "");

        await ServedAsync(new IPEndPoint(IPAddress.IPv6Loopback, proxy.Bootstrap.Port));
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, proxy.Bootstrap.Port)));
        await Eventually.TrueAsync(() => proxy.Log.Contains("Information 1002 Route r: broker 1 is reached through [::1]:"), Patience, "the broker's port");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_header_over_ipv6_tells_of_ipv6(int version)
    {
        await using var broker = ScriptedBroker.Beating();
        await using var proxy = await StartAsync(broker, "\"::\"", "advertise: localhost", ", proxyProtocol: {mode: required, from: [\"::1\"]}");
        var header = version == 1 ? ProxyHeaders.V1("2001:db8::7", 4711) : ProxyHeaders.V2("2001:db8::7", 4711);

        // When it comes from a load balancer that is listed, it counts; from another one, over IPv4, it does not.
        await ServedAsync(new IPEndPoint(IPAddress.IPv6Loopback, proxy.Bootstrap.Port), header);
        using (var other = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, proxy.Bootstrap.Port)))
        {
            await other.SendAsync(header);
            Assert.Null(await other.ReadAsync());
        }

        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the sessions' end");
        Assert.True(proxy.Log.Contains(string.Create(CultureInfo.InvariantCulture, $"is passed on for 2001:db8::7 by ::1 (PROXY protocol, version {version})")));
        Assert.True(proxy.Log.Contains("No PROXY header is taken from 127.0.0.1"));
        var start = Assert.Single(await proxy.StopAsync(), e => e.Action == "session.start");
        Assert.Equal(("2001:db8::7", 4711), (start.SourceIp, start.SourcePort));
    }

    private static async Task ServedAsync(IPEndPoint to, params byte[][] before)
    {
        using var client = await RawClient.ConnectAsync(to);
        await client.SendAsync([.. before, Frames.Beat(1)]);
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
    }

    private static async Task<GovernedProxy> StartAsync(ScriptedBroker broker, string address, string route, string listen = "")
    {
        Ipv6.Demand();
        var proxy = await GovernedProxy.StartAsync($"127.0.0.1:{broker.Port}", clients: "anonymous: true", listen: listen, route: route,
            before: proxy => proxy.Write("proxy.yaml", File.ReadAllText(proxy.Settings).Replace("address: 127.0.0.1", $"address: {address}", StringComparison.Ordinal).Replace("    policies: policies\n", "", StringComparison.Ordinal)));
        return proxy;
    }
}
