using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>Names in place of ports, alone and for several routes on one port; and each mistake with its place.</summary>
public sealed class SniSettingsTests : IDisposable
{
    private const string Good = "sni: {bootstrap: kafka.payments.example, broker: \"$(node).payments.example\"}";
    private const int First = 6;
    private const int Second = 10;
    private readonly TempFolder _folder = new("sni-settings");
    private readonly TestAuthority _root = TestAuthority.Root();

    public SniSettingsTests()
    {
        Certificate("wild.pem", "*.payments.example", "*.orders.example");
        Certificate("some.pem", "kafka.payments.example", "2.payments.example", "1.payments.example");
        Certificate("one.pem", "kafka.payments.example");
        Certificate("other.pem", "*.elsewhere.example");
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", "1.payments.example:19092")]
    [InlineData("advertisedPort: 443, ", "1.payments.example:443")]
    public void Clients_are_told_a_brokers_name_and_the_port_of_all(string more, string told)
    {
        var (plan, problems) = Check(more + "tls: {certificate: wild.pem}, " + Good.Replace("kafka.payments", "Kafka.Payments", StringComparison.Ordinal));
        Assert.Empty(problems);

        var brokers = new BrokerMap(plan!.Routes[0], (_, _) => 19092);
        var address = brokers.Advertised(1, "real"u8, 9092);

        Assert.Equal(told, $"{Encoding.UTF8.GetString(address.Host.Span)}:{address.Port}");
        Assert.Equal(new SniPlan("kafka.payments.example", "", ".payments.example"), plan.Routes[0].Listen.Sni);
    }

    [Theory]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.orders.example, broker: \"b$(node).orders.example\"}")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.orders.example, broker: \"b$(node).payments.example\"}")]
    [InlineData("tls: {certificate: wild.pem, minVersion: \"1.3\"}, sni: {bootstrap: kafka2.payments.example, broker: \"$(node).orders.example\"}")]
    public void Routes_with_names_share_a_port(string second)
    {
        var (plan, problems) = Check("tls: {certificate: wild.pem}, " + Good, second);

        Assert.Empty(problems);
        Assert.Equal(2, plan!.Routes.Length);
    }

    [Theory]
    [InlineData("sni: true", "'sni' is written as keys (bootstrap, broker)")]
    [InlineData(Good, "so 'sni' needs TLS: add tls:")]
    [InlineData("tls: {certificate: wild.pem}, brokerPorts: 19093-19095, " + Good, "remove 'brokerPorts'")]
    [InlineData("tls: {certificate: wild.pem}, firstNode: 1, " + Good, "remove 'firstNode'")]
    [InlineData("tls: {certificate: wild.pem}, advertisedBrokerPorts: 1-2, " + Good, "remove 'advertisedBrokerPorts'")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.payments.example}", "'sni' lacks 'broker'")]
    [InlineData("tls: {certificate: wild.pem}, sni: {broker: \"$(node).payments.example\"}", "'sni' lacks 'bootstrap'")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: 10.0.0.1, broker: \"$(node).payments.example\"}", "'bootstrap' is the host name")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: \"kafka.payments.example:9092\", broker: \"$(node).payments.example\"}", "'bootstrap' is the host name")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: b\u00FCcher.example, broker: \"$(node).payments.example\"}", "in their xn-- form")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.payments.example, broker: b.payments.example}", "'broker' is the host name of each broker, in which $(node) stands once")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.payments.example, broker: \"$(node).$(node).example\"}", "'broker' is the host name")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.payments.example, broker: \"10.0.0.$(node)\"}", "'broker' is the host name")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: 7.payments.example, broker: \"$(node).payments.example\"}", "a broker's name; give the bootstrap another one")]
    [InlineData("tls: {certificate: other.pem}, " + Good, "certificate does not hold 'kafka.payments.example', so clients would refuse it: have one made with that name (or *.payments.example)")]
    [InlineData("tls: {certificate: one.pem}, " + Good, "certificate does not hold the names of brokers ('$(node).payments.example'), so clients would refuse it: have one made with *.payments.example")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.payments.example, broker: \"b.$(node).payments.example\"}", "a wildcard stands for the first part of a name, so move the broker's id there")]
    public void What_is_wrong_is_told_with_its_place(string listen, string problem)
    {
        var (plan, problems) = Check(listen);

        Assert.Null(plan);
        Assert.Contains(problems, told => (told.Severity, told.Line) == (Severity.Error, First) && told.Text.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: KAFKA.payments.example, broker: \"$(node).orders.example\"}", "'kafka.payments.example' is the bootstrap of route 'r' (line 6), on the same port")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: 1.payments.example, broker: \"$(node).orders.example\"}", "'1.payments.example' is by '$(node).payments.example' a broker of route 'r'")]
    [InlineData("tls: {certificate: wild.pem}, sni: {bootstrap: kafka.orders.example, broker: \"1$(node).payments.example\"}", "can be the same; a name leads to one route")]
    [InlineData("tls: {certificate: wild.pem}, proxyProtocol: {mode: required, from: 10.0.0.0/8}, sni: {bootstrap: kafka.orders.example, broker: \"$(node).orders.example\"}", "write the same 'proxyProtocol' in both")]
    [InlineData("brokerPorts: 19093-19095", "overlap; move one of them, or give each of the routes 'tls' and 'sni'")]
    [InlineData("tls: {certificate: wild.pem}, brokerPorts: 19093-19095", "overlap; move one of them, or give each of the routes 'tls' and 'sni'")]
    [InlineData("tls: {certificate: wild.pem}, address: 0.0.0.0, sni: {bootstrap: kafka.orders.example, broker: \"$(node).orders.example\"}", "or write the same 'address' in both")]
    public void What_two_routes_can_not_share_is_told_at_the_second(string second, string problem)
    {
        var (plan, problems) = Check("tls: {certificate: wild.pem}, " + Good, second);

        Assert.Null(plan);
        Assert.Contains(problems, told => (told.Severity, told.Line) == (Severity.Error, Second) && told.Text.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_that_names_some_brokers_is_warned_of()
    {
        var (plan, problems) = Check("tls: {certificate: some.pem}, " + Good);

        Assert.NotNull(plan);
        var problem = Assert.Single(problems);
        Assert.Equal((Severity.Warning, First), (problem.Severity, problem.Line));
        Assert.Contains("holds the names of brokers 1, 2 alone", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_clients_are_told_stands_in_one_place()
    {
        var (plan, problems) = Check("tls: {certificate: wild.pem}, " + Good, route: "advertise: kafka.payments.example");

        Assert.Null(plan);
        Assert.Contains(problems, told => told.Line == First + 1 && told.Text.Contains("remove 'advertise'", StringComparison.Ordinal));
    }

    private void Certificate(string file, params string[] names)
    {
        using var identity = _root.ServerOf(names);
        _folder.Write(file, identity.Pem);
    }

    private (ActivePlan? Plan, IReadOnlyList<Problem> Problems) Check(string listen, string? second = null, string route = "") => SettingsLoader.Check(_folder.Combine("proxy.yaml"), $$"""
        clusters:
          main: {bootstrap: ["127.0.0.1:9092"]}
        routes:
          r:
            cluster: main
            listen: {{{Address(listen)}}port: 19092, {{listen}}}
            {{route}}
            clients: {anonymous: true}
        {{(second is null ? "" : $"  s: {{cluster: main, clients: {{anonymous: true}},\n    listen: {{{Address(second)}port: 19092, {second}}}, advertise: x.example}}")}}
        """.Replace(second?.Contains("sni", StringComparison.Ordinal) == true ? ", advertise: x.example" : "\0", "", StringComparison.Ordinal), TimeProvider.System);

    private static string Address(string listen) => listen.Contains("address:", StringComparison.Ordinal) ? "" : "address: 127.0.0.1, ";
}
