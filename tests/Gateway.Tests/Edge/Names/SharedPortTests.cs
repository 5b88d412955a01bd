using System.Security.Authentication;
using Compliance.Gateway.Session;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge.Names;

/// <summary>Two routes on one port: a client's name leads it to one of them, with everything that is that route's, or nowhere.</summary>
public sealed class SharedPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_name_leads_to_its_route_and_broker(SslProtocols version)
    {
        await using var world = await NamedWorld.StartAsync();

        // When clients come by each kind of name,
        foreach (var (name, identity, id) in new[] { (NamedWorld.Payments, null, 11), ("KAFKA.Payments.EXAMPLE", null, 12), ("1.payments.example", world.Till, 13), (NamedWorld.Orders, world.Till, 21), ("b1.orders.example", world.Till, 22) })
        {
            await using var client = await world.ConnectAsync(name, identity, version);
            Assert.True(await client.IsServedAsync(id));
        }

        // then each reaches its route's broker, and stands under its route in the evidence and the metrics.
        Assert.Equal([11, 12, 13], Beats(world.PaymentsBroker));
        Assert.Equal([21, 22], Beats(world.OrdersBroker));
        await Eventually.TrueAsync(() => world.Proxy.Sessions.Count == 0, Patience, "the sessions' end");
        Assert.Equal((3, 2, 0), (Opened(world, "r"), Opened(world, "s"), Opened(world, world.PortName)));
        var starts = (await world.Proxy.StopAsync()).Where(e => e.Action == "session.start").ToList();
        Assert.Equal([("r", "payments", "User:ANONYMOUS", 3), ("s", "orders", "User:CN=till", 2)], starts.GroupBy(e => (e.Route, e.Cluster, e.Principal)).Select(group => (group.Key.Route, group.Key.Cluster, group.Key.Principal, group.Count())).Order());
    }

    [Theory]
    [InlineData("kafka.elsewhere.example", SslProtocols.Tls12, "unrecognized name", "has the name 'kafka.elsewhere.example', by which the client's TLS handshake (SNI) asks: let it begin at one of kafka.payments.example, kafka.orders.example")]
    [InlineData("kafka.elsewhere.example", SslProtocols.Tls13, "unrecognized name", "has the name 'kafka.elsewhere.example'")]
    [InlineData("payments.example", SslProtocols.Tls13, "unrecognized name", "has the name 'payments.example'")]
    [InlineData("01.payments.example", SslProtocols.Tls13, "unrecognized name", "has the name '01.payments.example'")]
    [InlineData("1.orders.example", SslProtocols.Tls13, "unrecognized name", "has the name '1.orders.example'")]
    [InlineData("2.payments.example", SslProtocols.Tls12, "internal error", "asks for broker 2 of route r, of which the proxy has not heard")]
    [InlineData("b2.orders.example", SslProtocols.Tls13, "internal error", "asks for broker 2 of route s, of which the proxy has not heard")]
    [InlineData("", SslProtocols.Tls12, "missing extension", "names no host (SNI)")]
    [InlineData("", SslProtocols.Tls13, "missing extension", "names no host (SNI)")]
    public async Task A_name_that_leads_nowhere_is_told_by_an_alert_and_others_go_on(string name, SslProtocols version, string alert, string told)
    {
        await using var world = await NamedWorld.StartAsync();
        await using var other = await world.ConnectAsync(NamedWorld.Payments);

        // When a client comes by such a name, then its TLS hears why,
        Assert.Contains(alert, await world.RefusalAsync(name, world.Till, version), StringComparison.Ordinal);

        // and so do the log, the metrics under the port, and the evidence; nobody else does.
        await Eventually.TrueAsync(() => world.Proxy.Log.Contains("NameRefused"), Patience, "the line");
        Assert.Contains(world.Proxy.Log.All, line => line.StartsWith("Warning 1022", StringComparison.Ordinal) && line.Contains(told, StringComparison.Ordinal));
        Assert.Equal(1, Metric(world, "compliance_proxy_connections_ended_total", ("route", world.PortName), ("kind", Labels.Value(FaultKind.NameRefused))));
        Assert.Equal(1, Metric(world, "compliance_proxy_tls_handshakes_total", ("route", world.PortName), ("outcome", "failure")));
        Assert.Equal(1, Opened(world, world.PortName));
        Assert.True(await other.IsServedAsync(2));
        var end = Assert.Single(await world.Proxy.StopAsync(), e => e is { Action: "session.end", Outcome: "failure" });
        Assert.Equal((world.PortName, "", "User:ANONYMOUS"), (end.Route, end.Cluster, end.Principal));
        Assert.StartsWith("Client NameRefused ", end.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Each_route_asks_its_own_clients_for_certificates(SslProtocols version)
    {
        await using var world = await NamedWorld.StartAsync();
        using var stranger = TestAuthority.Root("CN=Stranger");
        using var strange = stranger.Client("CN=till");

        // When clients come with no certificate, a stranger's and the right one, then the one route looks at it and the other does not,
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments, version: version));
        Assert.NotNull(await world.RefusalAsync(NamedWorld.Orders, version: version));
        Assert.NotNull(await world.RefusalAsync(NamedWorld.Orders, strange, version));
        Assert.Null(await world.RefusalAsync(NamedWorld.Orders, world.Till, version));
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments, strange, version));

        // and what was refused stands under the route that refused it.
        await Eventually.TrueAsync(() => world.Proxy.Sessions.Count == 0, Patience, "the sessions' end");
        var denied = (await world.Proxy.StopAsync()).Where(e => e is { Action: "authn.tls", Outcome: "failure" }).ToList();
        Assert.Equal([("s", "orders"), ("s", "orders")], denied.Select(e => (e.Route, e.Cluster)));
    }

    [Fact]
    public async Task Each_route_shows_its_own_certificate_and_speaks_its_own_versions()
    {
        await using var world = await NamedWorld.StartAsync();
        world.Proxy.Write("proxy.yaml", File.ReadAllText(world.Proxy.Settings).Replace("certificate: orders.pem", "certificate: orders.pem, minVersion: \"1.3\"", StringComparison.Ordinal));
        Assert.True(await world.Proxy.Process.ReloadAsync());

        await using var payments = await world.ConnectAsync(NamedWorld.Payments);
        await using var orders = await world.ConnectAsync(NamedWorld.Orders, world.Till);

        Assert.NotEqual(payments.Sent[0].Thumbprint, orders.Sent[0].Thumbprint);
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments, version: SslProtocols.Tls12));
        Assert.NotNull(await world.RefusalAsync(NamedWorld.Orders, world.Till, SslProtocols.Tls12));
    }

    [Fact]
    public async Task What_comes_before_a_name_is_bounded_and_told_under_the_port()
    {
        await using var world = await NamedWorld.StartAsync();

        using (var plain = await RawClient.ConnectAsync(world.EndPoint))
        {
            await plain.SendAsync(Frames.Beat(1));
            Assert.Null(await plain.ReadAsync());
        }

        using (var silent = await RawClient.ConnectAsync(world.EndPoint))
            silent.CloseSend();
        await Eventually.TrueAsync(() => world.Proxy.Sessions.Count == 0, Patience, "the sessions' end");
        Assert.Equal(1, Metric(world, "compliance_proxy_connections_ended_total", ("route", world.PortName), ("kind", "plainOnTlsPort")));
        Assert.Equal(2, Opened(world, world.PortName));
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments));
    }

    private static IEnumerable<int> Beats(ScriptedBroker broker) =>
        broker.Received.Where(frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat).Select(Frames.CorrelationIdOf);

    private static double Opened(NamedWorld world, string route) => Metric(world, "compliance_proxy_connections_opened_total", ("route", route));

    private static double Metric(NamedWorld world, string name, params (string, string)[] labels) =>
        MetricsPage.Parse(PageWriter.Write(world.Proxy.Instruments.Families, PageFormat.Prometheus), openMetrics: false).Sum(name, labels);
}
