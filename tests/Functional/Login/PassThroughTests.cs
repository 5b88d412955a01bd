using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>Clients of four kinds log in at real brokers, through the proxy, by each mechanism, rightly and wrongly; and again, under load.</summary>
public sealed class PassThroughTests(ITestOutputHelper output)
{
    private const int Partitions = 3;
    private const int PerSecond = 100;

    // All clients are one user from one address, and some try a wrong password again and again while others have the right one.
    private const string NoBrake = "{maxFailedLogins: 1000}";

    // Kafka's clients prove themselves again after 85 to 95 % of it.
    private const string Life = "connections.max.reauth.ms=20000";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Nightly.IsOn ? 600 : 180);

    // Of both clients, which have four connections at the least.
    private static readonly int Least = Nightly.IsOn ? 40 : 8;

    [Theory]
    [InlineData("4.4")]
    [InlineData("4.3")]
    public async Task Each_client_is_let_in_by_whom_the_broker_lets_in_and_no_other(string version)
    {
        await using var kafka = await LoginKafka.StartAsync(version, ["till", "reader"]);
        await kafka.Broker.CreateTopicAsync("hidden");
        await using var proxy = await ProxyProcess.StartAsync(Masking(kafka).With(NoBrake));

        // Right and wrong passwords, by each client and mechanism,
        foreach (var mechanism in new[] { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512" })
        {
            // The librdkafka of Debian's kcat is older than 2.6.1 and writes its part of the nonce twice, which Kafka 4 itself refuses.
            var clients = LoginClients.All.Where(client => client.Key != "kcat" || mechanism == "PLAIN").ToDictionary();
            await Task.WhenAll(clients.Select(async client =>
            {
                var (name, logIn) = client;
                Assert.True(await logIn(proxy, mechanism, "till", LoginKafka.Password), $"{name} by {mechanism}");
                Assert.False(await logIn(proxy, mechanism, "till", "a wrong one"), $"{name} by {mechanism} with a wrong password");
            }));
            output.WriteLine($"{mechanism}: {string.Join(", ", clients.Keys)}");
        }

        // and tokens,
        var (good, forged) = (kafka.Issuer.Token("till", life: TimeSpan.FromMinutes(10)), new TestIssuer().Token("till", life: TimeSpan.FromMinutes(10)));
        await Task.WhenAll(TokenClients.All.Select(async client =>
        {
            var (name, logIn) = client;
            Assert.True(await logIn(proxy, good), $"{name} by a token");
            Assert.False(await logIn(proxy, forged), $"{name} by a forged token");
        }));
        output.WriteLine($"OAUTHBEARER: {string.Join(", ", TokenClients.All.Keys)}");

        // then the log tells who was not let in, and no secret; and each sees what the policy shows to whom the broker has let in.
        Assert.Contains("The broker refused the login (error 58). Claimed: User:till.", proxy.Log, StringComparison.Ordinal);
        foreach (var secret in new[] { LoginKafka.Password, "a wrong one", good.Split('.')[1] })
            Assert.DoesNotContain(secret, proxy.Log, StringComparison.Ordinal);
        using (var producer = new ProducerBuilder<Null, string>(ByScram(new ProducerConfig(), proxy, "till")).SetLogHandler((_, _) => { }).Build())
            await producer.ProduceAsync("hidden", new Message<Null, string> { Value = """{"card":"41111111"}""" });
        Assert.Equal("""{"card":"41111111"}""", Read(proxy, "till"));
        Assert.Equal("""{"card":"****1111"}""", Read(proxy, "reader"));
    }

    [Fact]
    public async Task Clients_prove_themselves_again_at_the_broker_and_none_is_dropped()
    {
        await using var kafka = await LoginKafka.StartAsync("4.4", ["till"], "", Life);
        await using var proxy = await ProxyProcess.StartAsync(Masking(kafka));
        await kafka.Broker.CreateTopicAsync("tokens", Partitions);
        await kafka.Broker.CreateTopicAsync("password", Partitions);
        await using var tokens = new TrafficRun("tokens", kafka.Broker.BootstrapServers, "tokens", Partitions,
            ByToken(NumberedProducer.Config(proxy.Bootstrap)), ByToken(NumberedGroup.Config(proxy.Bootstrap, "tokens", GroupProtocol.Classic)), PerSecond,
            give: client => TokenClients.Give(client, kafka.Issuer.Token("till", life: TimeSpan.FromMinutes(10))));
        await using var password = await JavaTraffic.StartAsync("password", kafka.Broker.BootstrapServers, proxy.Bootstrap, "password", Partitions, GroupProtocol.Classic, PerSecond, $"""
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="till" password="{LoginKafka.Password}";

            """);
        await Task.WhenAll(tokens.GoesOnAsync(), password.GoesOnAsync());

        // When they have, some of them each,
        await Eventually.TrueAsync(async () => await AgainAsync(proxy) >= Least, Patience, "logins anew");
        await Task.WhenAll(tokens.GoesOnAsync(), password.GoesOnAsync());

        // then none was refused and none came too late, and every record has come once and in order.
        Assert.Equal(0, await proxy.MetricAsync("compliance_proxy_connections_expired_total"));
        Assert.Equal(0, await proxy.MetricAsync("compliance_proxy_reauthentications_total", "outcome=\"failure\""));
        foreach (var traffic in new ITraffic[] { tokens, password })
        {
            var report = await traffic.FinishAsync();
            Assert.Empty(report.Faults);
            output.WriteLine($"{report}");
        }

        output.WriteLine($"{await AgainAsync(proxy)} logins anew");
    }

    private static async Task<double> AgainAsync(ProxyProcess proxy) => await proxy.MetricAsync("compliance_proxy_reauthentications_total", "outcome=\"success\"");

    /// <summary>Everybody may do everything, and cards are shown to the till alone.</summary>
    private static ProxySettings Masking(LoginKafka kafka)
    {
        var watched = ProxySettings.Watched(kafka.Logins);
        return (watched with
        {
            Yaml = watched.Yaml
                .Replace("main: {bootstrap:", "main: {tls: {ca: ca.pem}, bootstrap:", StringComparison.Ordinal)
                .Replace("clients: {anonymous: true}", "clients: {passThrough: true}", StringComparison.Ordinal),
            Files = watched.Files.ToDictionary(file => file.Key, file => file.Value.Replace("people:\n", "people:\n  tills: {principals: [\"User:till\"]}\n", StringComparison.Ordinal)),
        }).Ruling("""
            classes: {card: {find: [{topics: hidden, path: $.card}]}}
            protect:
              - id: P1
                class: card
                when: consume
                do: {mask: {keepLast: 4, fill: "*"}}
                except: [{people: tills, do: reveal, until: 2098-12-31, ticket: T-1, approvedBy: owner}]
            """).WithFile("ca.pem", kafka.CaPem);
    }

    private static string? Read(ProxyProcess proxy, string user)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(ByScram(new ConsumerConfig { GroupId = user, EnableAutoCommit = false }, proxy, user)).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset("hidden", 0, 0));
        return consumer.Consume(Patience)?.Message.Value;
    }

    private static T ByScram<T>(T config, ProxyProcess proxy, string user)
        where T : ClientConfig
    {
        (config.BootstrapServers, config.SecurityProtocol, config.SaslMechanism) = (proxy.Bootstrap, SecurityProtocol.SaslPlaintext, SaslMechanism.ScramSha256);
        (config.SaslUsername, config.SaslPassword) = (user, LoginKafka.Password);
        return config;
    }

    private static T ByToken<T>(T config)
        where T : ClientConfig
    {
        (config.SecurityProtocol, config.SaslMechanism) = (SecurityProtocol.SaslPlaintext, SaslMechanism.OAuthBearer);
        return config;
    }
}
