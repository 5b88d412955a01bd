using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>Clients under load prove themselves again on their connections (KIP-368): librdkafka by tokens, Kafka's own by a password. None is dropped.</summary>
public sealed class AgainTests(ITestOutputHelper output)
{
    private const int Partitions = 3;
    private const int PerSecond = 100;
    private const string Password = "the right one";

    // Clients come back after 85 to 95 % of it, which leaves them a second and more on a machine that does much else.
    private const string Life = "maxReauth: 20s";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    // Each client has a connection or two that carry all the time.
    private static readonly int Least = Nightly.IsOn ? 20 : 2;

    [Fact]
    public Task Clients_go_on() => Task.WhenAll(LibrdkafkaAsync(), JavaAsync());

    private async Task LibrdkafkaAsync()
    {
        var kafka = await KafkaServer.GetAsync();
        var issuer = new TestIssuer();
        using var keys = new JwksServer(issuer.Jwks);
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(kafka.BootstrapServers).WithTokens(keys.Url, $", {Life}"));
        var topic = await TopicAsync(kafka);
        await using var traffic = new TrafficRun("tokens", kafka.BootstrapServers, topic, Partitions,
            LoggingIn(NumberedProducer.Config(proxy.Bootstrap)), LoggingIn(NumberedGroup.Config(proxy.Bootstrap, topic, GroupProtocol.Classic)), PerSecond,
            give: client => TokenClients.Give(client, issuer.Token("till", life: TimeSpan.FromMinutes(10))));
        await GoesOnAsync(proxy, traffic);
    }

    private async Task JavaAsync()
    {
        var kafka = await KafkaServer.GetAsync();
        var settings = ProxySettings.Open(kafka.BootstrapServers).WithUsers(new Dictionary<string, string> { ["till"] = Password });
        await using var proxy = await ProxyProcess.StartAsync(settings with { Yaml = settings.Yaml.Replace("users: users}", $"users: users, {Life}}}", StringComparison.Ordinal) });
        var login = $"""
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=PLAIN
            sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="till" password="{Password}";

            """;
        await using var traffic = await JavaTraffic.StartAsync("password", kafka.BootstrapServers, proxy.Bootstrap, await TopicAsync(kafka), Partitions, GroupProtocol.Classic, PerSecond, login);
        await GoesOnAsync(proxy, traffic);
    }

    private async Task GoesOnAsync(ProxyProcess proxy, ITraffic traffic)
    {
        // Given traffic that has all its connections,
        await traffic.GoesOnAsync();

        // when its clients have proved themselves again, some of them,
        await Eventually.TrueAsync(async () => await AgainAsync(proxy) >= Least, Patience, "logins anew");
        await traffic.GoesOnAsync();

        // then none was refused and none came too late, and every record has come once and in order.
        Assert.Equal(0, await proxy.MetricAsync("compliance_proxy_connections_expired_total"));
        Assert.Equal(await AgainAsync(proxy), await proxy.MetricAsync("compliance_proxy_reauthentications_total"));
        var report = await traffic.FinishAsync();
        Assert.Empty(report.Faults);
        output.WriteLine($"{await AgainAsync(proxy)} logins anew; {report}");
    }

    private static async Task<double> AgainAsync(ProxyProcess proxy) => await proxy.MetricAsync("compliance_proxy_reauthentications_total", "outcome=\"success\"");

    private static async Task<string> TopicAsync(KafkaServer kafka)
    {
        var topic = $"again-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
        return topic;
    }

    private static T LoggingIn<T>(T config)
        where T : ClientConfig
    {
        (config.SecurityProtocol, config.SaslMechanism) = (SecurityProtocol.SaslPlaintext, SaslMechanism.OAuthBearer);
        return config;
    }
}
