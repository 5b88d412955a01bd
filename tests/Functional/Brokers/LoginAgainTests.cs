using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Brokers;

/// <summary>
/// Real brokers that end logins (connections.max.reauth.ms): the proxy logs in anew under the traffic of clients that log in nowhere. A token
/// lets it in on every road, and a password changes meanwhile.
/// </summary>
public sealed class LoginAgainTests(ITestOutputHelper output)
{
    private const int Partitions = 3;
    private const int PerSecond = 100;

    // Each of the producer's and the group's connections comes back after 80 to 90 % of it, which leaves a second on a machine that does much else.
    private const string Ending = "connections.max.reauth.ms=6000";
    private const int Least = 12;
    private const string Again = "compliance_proxy_upstream_reauthentications_total";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);
    private static readonly string[] Tokens =
    [
        Ending, "listener.name.logins.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";",
    ];

    [Theory]
    [InlineData("4.4", "PLAIN", "open-sesame")]
    [InlineData("4.3", "SCRAM-SHA-512", "open-sesame")]
    [InlineData("4.3", "OAUTHBEARER", "client-secret")]
    [InlineData("4.4", "OAUTHBEARER", "client-secret")]
    public async Task Logins_that_end_are_made_anew_under_load_and_nothing_is_lost(string version, string mechanism, string secret)
    {
        // Given a broker whose logins last six seconds, and traffic through a proxy that logs in,
        using var provider = new TokenServer(lifeSeconds: 20) { Token = _ => Unsecured(TimeSpan.FromSeconds(20)) };
        await using var kafka = await SecureKafka.StartAsync(version, mechanism, Tokens);
        await kafka.Broker.CreateTopicAsync("tills", Partitions);
        if (mechanism == "SCRAM-SHA-512")
            await kafka.SetPasswordAsync("proxy", secret, ScramMechanism.ScramSha512);
        var login = mechanism == "OAUTHBEARER"
            ? $$"""{mechanism: OAUTHBEARER, tokenUrl: "{{provider.Url}}", clientId: proxy, clientSecret: "${file:password}"}"""
            : $$"""{mechanism: {{mechanism}}, user: proxy, password: "${file:password}"}""";
        await using var proxy = await ProxyProcess.StartAsync(Audited(kafka, login, secret).With("{reloadInterval: 100ms}"));
        await using var traffic = Traffic(kafka, proxy, mechanism);
        await traffic.GoesOnAsync();

        // when its connections have logged in anew again and again, through the end of a token too,
        await Eventually.TrueAsync(async () => await proxy.MetricAsync(Again) >= Least, Patience, "logins anew");
        await traffic.GoesOnAsync();

        // then each of them was taken, every record came once and in order, and evidence has come the same way.
        var report = await traffic.FinishAsync();
        Assert.Empty(report.Faults);
        Assert.DoesNotContain("the login anew at broker", proxy.Log, StringComparison.Ordinal);
        Assert.True(Ends(kafka.Broker, "audit") > 0);
        Assert.DoesNotContain(secret, proxy.Log, StringComparison.Ordinal);
        output.WriteLine($"{mechanism} at {version}: {await proxy.MetricAsync(Again)} logins anew, {provider.Questions.Count} tokens; {report}");
    }

    [Fact]
    public async Task A_password_that_changes_under_load_is_taken_up_by_the_connections_there_are()
    {
        // Given traffic through a proxy that logs in by a password,
        await using var kafka = await SecureKafka.StartAsync("4.4", "SCRAM-SHA-256", Ending);
        await kafka.Broker.CreateTopicAsync("tills", Partitions);
        await kafka.SetPasswordAsync("proxy", "first-77", ScramMechanism.ScramSha256);
        await using var proxy = await ProxyProcess.StartAsync(Audited(kafka, """{mechanism: SCRAM-SHA-256, user: proxy, password: "${file:password}"}""", "first-77").With("{reloadInterval: 100ms}"));
        await using var traffic = Traffic(kafka, proxy, "password");
        await traffic.GoesOnAsync();

        // when it changes at both,
        await kafka.SetPasswordAsync("proxy", "second-77", ScramMechanism.ScramSha256);
        proxy.Write("password", "second-77");
        await proxy.WaitForLineAsync("Settings read again and in force");
        var before = await proxy.MetricAsync(Again);
        await Eventually.TrueAsync(async () => await proxy.MetricAsync(Again) >= before + Least, Patience, "logins anew");
        await traffic.GoesOnAsync();

        // then connections go on by the new one, and nothing was lost.
        Assert.Empty((await traffic.FinishAsync()).Faults);
        Assert.DoesNotContain("-77", proxy.Log, StringComparison.Ordinal);
    }

    private static TrafficRun Traffic(SecureKafka kafka, ProxyProcess proxy, string road) => new(road, kafka.Broker.BootstrapServers, "tills", Partitions,
        NumberedProducer.Config(proxy.Bootstrap), NumberedGroup.Config(proxy.Bootstrap, "tills", GroupProtocol.Classic), PerSecond);

    private static ProxySettings Audited(SecureKafka kafka, string login, string secret)
    {
        var watched = ProxySettings.Watched(kafka.Logins);
        var yaml = watched.Yaml.Replace("main: {bootstrap:", $"main: {{tls: {{ca: ca.pem}}, login: {login}, bootstrap:", StringComparison.Ordinal)
            .Replace("admin:", "audit: {cluster: main, topic: audit, journal: journal}\nadmin:", StringComparison.Ordinal);
        return watched with { Yaml = yaml, Files = new Dictionary<string, string>(watched.Files) { ["ca.pem"] = kafka.CaPem, ["password"] = secret } };
    }

    /// <summary>As a broker takes it that is not told whose signatures are good.</summary>
    private static string Unsecured(TimeSpan life)
    {
        var now = TimeProvider.System.GetUtcNow();
        return TestIssuer.Unsigned("""{"alg":"none"}""", $$"""{"sub":"proxy","iat":{{now.ToUnixTimeSeconds()}},"exp":{{(now + life).ToUnixTimeSeconds()}}}""");
    }

    private static long Ends(KafkaServer broker, string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "ends" }).Build();
        using var admin = broker.Admin();
        return admin.GetMetadata(topic, Patience).Topics[0].Partitions.Sum(partition => consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition.PartitionId), Patience).High.Value);
    }
}
