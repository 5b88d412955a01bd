using System.Net;
using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>How a listener is reached: through load balancers, and under other addresses than its own; and each mistake with its place.</summary>
public sealed class ListenSettingsTests
{
    private const int ListenLine = 6;
    private const int AdvertiseLine = 7;

    [Fact]
    public void Load_balancers_are_believed_by_their_networks()
    {
        var plan = Load("proxyProtocol: {mode: required, from: [10.0.0.0/8, \"2001:db8::/32\"]}").ProxyProtocol!;

        Assert.True(plan.IsRequired);
        Assert.True(plan.Trusts(IPAddress.Parse("10.1.2.3")));
        Assert.True(plan.Trusts(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.True(plan.Trusts(IPAddress.Parse("2001:db8::1")));
        Assert.False(plan.Trusts(IPAddress.Parse("11.1.2.3")));
        Assert.False(plan.Trusts(null));
        Assert.False(Load("proxyProtocol: {mode: allowed, from: 10.0.0.1}").ProxyProtocol!.IsRequired);
        Assert.Null(Load("proxyProtocol: {mode: refused}").ProxyProtocol);
        Assert.Null(Load("firstNode: 0").ProxyProtocol);
    }

    [Theory]
    [InlineData("firstNode: 0", "127.0.0.1", "127.0.0.1:19094")]
    [InlineData("firstNode: 0", "kafka.example", "kafka.example:19094")]
    [InlineData("firstNode: 0", "2001:db8::1", "2001:db8::1:19094")]
    [InlineData("firstNode: 0", "b$(node).kafka.example", "b1.kafka.example:19094")]
    [InlineData("advertisedPort: 9092", "b$(node).kafka.example", "b1.kafka.example:9092")]
    [InlineData("advertisedBrokerPorts: 31000-31002", "kafka.example", "kafka.example:31001")]
    [InlineData("advertisedBrokerPorts: 31000-31002, firstNode: 1", "kafka.example", "kafka.example:31000")]
    public void Clients_are_told_what_they_can_reach(string listen, string advertise, string told)
    {
        // Given a broker of id 1 behind a route
        var brokers = new BrokerMap(Load(listen, advertise), (_, port) => port);

        // When clients are told of it, and again when it has moved
        var first = brokers.Advertised(1, "real"u8, 9092);
        var second = brokers.Advertised(1, "moved"u8, 9093);

        // Then they are told the same
        Assert.Equal(told, $"{Encoding.UTF8.GetString(first.Host.Span)}:{first.Port}");
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("advertisedPort: 9092", "kafka.example", "write $(node) in 'advertise'")]
    [InlineData("firstNode: 0", "[2001:db8::1]", "IPv6 without brackets")]
    [InlineData("firstNode: 0", "kafka.example:9092", "without a port")]
    [InlineData("firstNode: 0", "10.0.0.$(node)", "'advertise' is")]
    [InlineData("firstNode: 0", "$(host).example", "'advertise' is the host name")]
    public void What_clients_can_not_be_told_is_refused(string listen, string advertise, string problem)
    {
        var (plan, problems) = Check(listen, advertise);

        Assert.Null(plan);
        Assert.Contains(problems, told => told.Line == AdvertiseLine && told.Text.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("advertisedPort: 9092", "each broker needs a host name of its own: add advertise")]
    [InlineData("advertisedPort: 65536", "'advertisedPort'")]
    [InlineData("advertisedBrokerPorts: 31000-31001", "as long as 'brokerPorts'")]
    [InlineData("advertisedBrokerPorts: 0", "as long as 'brokerPorts'")]
    [InlineData("advertisedBrokerPorts: 31000", "'advertisedBrokerPorts' is a range of ports")]
    [InlineData("advertisedPort: 9092, advertisedBrokerPorts: 31000-31002", "remove one of them")]
    [InlineData("proxyProtocol: required", "'proxyProtocol' is written as keys (mode, from)")]
    [InlineData("proxyProtocol: {from: 10.0.0.1}", "'proxyProtocol' lacks 'mode'")]
    [InlineData("proxyProtocol: {mode: required}", "'proxyProtocol' lacks 'from'")]
    [InlineData("proxyProtocol: {mode: always, from: 10.0.0.1}", "'mode' is required (every connection begins with a header), allowed or refused, not 'always'.")]
    [InlineData("proxyProtocol: {mode: allowed, from: 10.1.0.0/8}", "write 10.0.0.0/8 for the network")]
    [InlineData("proxyProtocol: {mode: allowed, from: balancer.example}", "'from' names the networks of load balancers: 'balancer.example' is no network")]
    [InlineData("proxyProtocol: {mode: allowed, from: []}", "'from' is an empty list")]
    [InlineData("proxyProtocol: {mode: allowed, version: 2}", "'proxyProtocol' has no key 'version'")]
    public void What_is_wrong_is_told_with_its_place(string listen, string problem)
    {
        var (plan, problems) = Check(listen);

        Assert.Null(plan);
        Assert.Contains(problems, told => (told.Severity, told.Line) == (Severity.Error, ListenLine) && told.Text.Contains(problem, StringComparison.Ordinal));
    }

    private static RoutePlan Load(string listen, string? advertise = null)
    {
        var (plan, problems) = Check(listen, advertise);
        Assert.Empty(problems);
        return plan!.Routes[0];
    }

    private static (ActivePlan? Plan, IReadOnlyList<Problem> Problems) Check(string listen, string? advertise = null) => SettingsLoader.Check("proxy.yaml", $$"""
        clusters:
          main: {bootstrap: ["127.0.0.1:9092"]}
        routes:
          r:
            cluster: main
            listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19095, {{listen}}}
            {{(advertise is null ? "" : $"advertise: \"{advertise}\"")}}
            clients: {anonymous: true}
        """, TimeProvider.System);
}
