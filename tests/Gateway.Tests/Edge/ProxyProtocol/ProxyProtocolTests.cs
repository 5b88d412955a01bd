using System.Collections.Immutable;
using System.Net;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge.ProxyProtocol;

/// <summary>Who is believed, what a header's address counts for, and what becomes of connections without one.</summary>
public sealed class ProxyProtocolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ImmutableArray<IPNetwork> Here = [IPNetwork.Parse("127.0.0.0/8")];
    private static readonly ImmutableArray<IPNetwork> Elsewhere = [IPNetwork.Parse("192.0.2.0/24")];

    public static TheoryData<byte[], string> Headers { get; } = new()
    {
        { ProxyHeaders.V1("198.51.100.7", 4711), "198.51.100.7" },
        { ProxyHeaders.V2("2001:db8::7", 4711, [4, 0, 1, 0]), "2001:db8::7" },
        { ProxyHeaders.V2("::ffff:198.51.100.7", 4711), "198.51.100.7" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task The_address_in_the_header_counts_for_the_evidence_and_the_peer_stays_in_the_log(byte[] header, string source)
    {
        // Given a proxy behind a load balancer,
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await GovernedProxy.StartAsync($"127.0.0.1:{broker.Port}", listen: ", proxyProtocol: {mode: required, from: [127.0.0.1]}");

        // when a client comes through it, whose header arrives byte by byte with its first frame at once behind,
        using (var client = await proxy.ConnectAsync())
        {
            foreach (var one in header[..^1])
                await client.SendAsync([one]);
            await client.SendAsync([header[^1]], Frames.Handshake("PLAIN"), Frames.Authenticate("\0till\0till-secret"));
            Assert.Equal(new[] { -1, -2 }, await client.ReadCorrelationIdsAsync(2));
        }

        // then its address stands in every event, and the log has both.
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the session's end");
        Assert.True(proxy.Log.Contains($"is passed on for {source} by 127.0.0.1"));
        var events = await proxy.StopAsync();
        Assert.All(events.Where(e => e.Action is "session.start" or "session.end" or "authn.plain"), e => Assert.Equal((source, 4711), (e.SourceIp, e.SourcePort)));
        Assert.Equal(3, events.Count(e => e.Action is "session.start" or "session.end" or "authn.plain"));
    }

    [Fact]
    public async Task A_health_check_of_the_load_balancer_counts_as_its_own()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], proxied: new ProxyProtocolPlan(true, Here));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(ProxyHeaders.V2(0x20, 0, []), Frames.Beat(1));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.False(proxy.Log.Contains(" 1024 "));
    }

    [Fact]
    public async Task Connections_are_counted_by_whom_they_are_passed_on_for()
    {
        // Given one connection that each address may have,
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], LimitsPlan.Default with { MaxConnectionsPerAddress = 1 }, proxied: new ProxyProtocolPlan(true, Here));

        // when two come from one load balancer for different clients, both are served;
        using var one = await Passed(proxy, "198.51.100.1");
        using var other = await Passed(proxy, "198.51.100.2");
        Assert.Equal(1, await one.ReadCorrelationIdAsync());
        Assert.Equal(1, await other.ReadCorrelationIdAsync());

        // when a second comes for the same client, it is turned away and told of;
        using (var second = await Passed(proxy, "198.51.100.1"))
            Assert.Null(await second.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("198.51.100.1, by its PROXY header, has as many connections as limits.maxConnectionsPerAddress lets it have (1)."), Patience, "the line");
        Assert.Equal(1, proxy.Sessions.MostFromOneAddress);

        // and once the first has gone, there is room again, for it and in all.
        one.Dispose();
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 1, Patience, "the place");
        using var third = await Passed(proxy, "198.51.100.1");
        Assert.Equal(1, await third.ReadCorrelationIdAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_in_no_listed_network_is_not_believed(bool isRequired)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], proxied: new ProxyProtocolPlan(isRequired, Elsewhere));
        using var liar = await Passed(proxy, "198.51.100.1");
        using var plain = await proxy.ConnectAsync();
        await plain.SendAsync(Frames.Beat(1));

        Assert.Null(await liar.ReadAsync());
        if (isRequired)
            Assert.Null(await plain.ReadAsync());
        else
            Assert.Equal(1, await plain.ReadCorrelationIdAsync());
        await ToldAsync(proxy, "ProxyHeaderRefused", "No PROXY header is taken from 127.0.0.1");
    }

    [Fact]
    public async Task Where_headers_are_allowed_a_load_balancer_s_and_a_client_s_own_connection_are_served()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], proxied: new ProxyProtocolPlan(false, Here));
        using var passed = await Passed(proxy, "198.51.100.1");
        using var plain = await proxy.ConnectAsync();
        await plain.SendAsync(Frames.Beat(2));

        Assert.Equal(1, await passed.ReadCorrelationIdAsync());
        Assert.Equal(2, await plain.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task A_connection_without_a_header_is_closed_where_one_is_required()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], proxied: new ProxyProtocolPlan(true, Here));
        using var plain = await proxy.ConnectAsync();

        await plain.SendAsync(Frames.Beat(1));

        Assert.Null(await plain.ReadAsync());
        await ToldAsync(proxy, "ProxyHeaderMissing", "does not begin with a PROXY header");
    }

    [Fact]
    public async Task A_header_that_does_not_come_or_stops_half_way_is_waited_for_no_longer_than_a_handshake()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], LimitsPlan.Default with { HandshakeTimeout = TimeSpan.FromSeconds(1) }, proxied: new ProxyProtocolPlan(true, Here));
        using var silent = await proxy.ConnectAsync();
        using var half = await proxy.ConnectAsync();
        await half.SendAsync(ProxyHeaders.V2("198.51.100.1", 1)[..20]);

        Assert.Null(await silent.ReadAsync());
        Assert.Null(await half.ReadAsync());
        await ToldAsync(proxy, "ProxyHeaderMissing", "after 1 s (limits.handshakeTimeout)");
    }

    [Fact]
    public async Task A_malformed_header_ends_its_connection_and_none_of_it_is_written()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], proxied: new ProxyProtocolPlan(true, Here));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(ProxyHeaders.Text("PROXY TCP4 marker-4711 192.0.2.2 1 2\r\n"));

        Assert.Null(await client.ReadAsync());
        await ToldAsync(proxy, "ProxyHeaderRefused", "The PROXY header from 127.0.0.1 of version 1 holds an address that is none of TCP4.");
        Assert.False(proxy.Log.Contains("marker-4711"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_header_where_none_is_taken_is_named_as_such(bool isTls)
    {
        using var world = new TlsWorld();
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], tls: isTls ? world.Plan() : null);
        using var text = await Passed(proxy, "198.51.100.1");
        using var binary = await proxy.ConnectAsync();
        await binary.SendAsync(ProxyHeaders.V2("198.51.100.1", 1));

        Assert.Null(await text.ReadAsync());
        Assert.Null(await binary.ReadAsync());
        await ToldAsync(proxy, "ProxyHeaderRefused", "begins with a PROXY header where none is taken");
        await Eventually.TrueAsync(() => proxy.Metrics.Sum("compliance_proxy_connections_ended_total", ("kind", Labels.Value(FaultKind.ProxyHeaderRefused))) == 2, Patience, "both counted");
    }

    [Fact]
    public async Task The_header_stands_before_TLS()
    {
        using var world = new TlsWorld();
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([broker.Port], tls: world.Plan(), proxied: new ProxyProtocolPlan(true, Here));
        await using var client = await TlsClient.ConnectAsync(proxy.Bootstrap, world.ServerRoot.Certificate, before: ProxyHeaders.V2("198.51.100.1", 4711));

        Assert.True(await client.IsServedAsync(1));
        Assert.True(proxy.Log.Contains("is passed on for 198.51.100.1 by 127.0.0.1"));
    }

    private static async Task<RawClient> Passed(RunningProxy proxy, string source)
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(ProxyHeaders.V1(source, 4711), Frames.Beat(1));
        return client;
    }

    private static Task ToldAsync(RunningProxy proxy, string kind, string text) =>
        Eventually.TrueAsync(() => proxy.Log.All.Any(line => line.Contains(" 1022 ", StringComparison.Ordinal) && line.Contains(kind, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)), Patience, $"a line of {kind} with '{text}'");
}
