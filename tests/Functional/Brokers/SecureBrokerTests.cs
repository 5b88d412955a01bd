using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Brokers;

/// <summary>
/// Real brokers that are reached inside TLS alone: by clients' connections, by what the proxy asks itself, by its evidence and by its command
/// line; and certificates that change under load.
/// </summary>
public sealed class SecureBrokerTests
{
    private const int Partitions = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("4.4")]
    [InlineData("4.3")]
    public async Task By_its_certificate_the_proxy_is_let_in_on_every_road_and_a_new_one_is_taken_up_under_load(string version)
    {
        // Given a broker that knows its clients by their certificates, and traffic through the proxy,
        await using var kafka = await SecureKafka.StartAsync(version);
        using var first = kafka.Client("CN=proxy");
        using var next = kafka.Client("CN=next");
        await kafka.Broker.CreateTopicAsync("tills", Partitions);
        var settings = Audited(kafka.Mutual, "{ca: ca.pem, certificate: proxy.pem}", new() { ["ca.pem"] = kafka.CaPem, ["proxy.pem"] = first.Pem });
        await using var proxy = await ProxyProcess.StartAsync(settings.With("{reloadInterval: 100ms}"));
        await using var traffic = new TrafficRun("mutual", kafka.Broker.BootstrapServers, "tills", Partitions,
            NumberedProducer.Config(proxy.Bootstrap), NumberedGroup.Config(proxy.Bootstrap, "tills", GroupProtocol.Classic), 100);
        await traffic.GoesOnAsync();

        // when the certificate changes,
        proxy.Write("proxy.pem", next.Pem);
        await proxy.WaitForLineAsync("is shown the certificate of CN=next");
        await traffic.GoesOnAsync();

        // then nothing was lost, and the evidence has come the same way, before and after.
        Assert.Empty((await traffic.FinishAsync()).Faults);
        var stored = Ends(kafka.Broker, "audit");
        Assert.True(stored > 0);
        using (var young = new ProducerBuilder<Null, byte[]>(NumberedProducer.Config(proxy.Bootstrap)).SetLogHandler((_, _) => { }).Build())
            await young.ProduceAsync("tills", new Message<Null, byte[]> { Value = new byte[900_000] });
        await Eventually.TrueAsync(() => Ends(kafka.Broker, "audit") > stored, Patience, "evidence by the new certificate");

        using var folder = new TempFolder("discover");
        foreach (var (name, text) in settings.Files)
            folder.Write(name, text);
        folder.Write("proxy.yaml", settings.Yaml);
        var found = await ChildProcess.RunAsync("dotnet", ["exec", ProgramPath.Of("compliance-proxy"), "policy", "discover", "--config", folder.Combine("proxy.yaml"), "--topic", "tills"], patience: Patience);
        Assert.Contains("tills", found.Checked().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_let_in_or_does_not_trust_the_broker_says_so_and_one_that_logs_in_inside_TLS_is_served()
    {
        await using var kafka = await SecureKafka.StartAsync("4.4");
        await kafka.Broker.CreateTopicAsync("tills");
        using var stranger = TestAuthority.Root("CN=Stranger");
        using var strange = stranger.Client("CN=proxy");
        var files = new Dictionary<string, string> { ["ca.pem"] = kafka.CaPem, ["stranger.pem"] = stranger.Pem, ["strange.pem"] = strange.Pem, ["password"] = "open-sesame" };

        (string Bootstrap, string Tls, string Why)[] bad =
        [
            (kafka.Mutual, "{ca: stranger.pem}", "does not lead to a root in the cluster's tls.ca"),
            (kafka.Mutual, "{ca: ca.pem}", "where it wants a client's certificate"),
            (kafka.Mutual, "{ca: ca.pem, certificate: strange.pem}", "where it wants a client's certificate"),
            (kafka.Mutual, "{ca: ca.pem, name: kafka.example}", "not for kafka.example"),
            (kafka.Broker.BootstrapServers, "{ca: ca.pem}", "Is the port one of a listener with TLS"),
            (kafka.Mutual, "", "where it wants TLS"),
        ];
        foreach (var (bootstrap, tls, why) in bad)
        {
            await using var refused = await ProxyProcess.StartAsync(Reaching(bootstrap, tls, files));
            await refused.WaitForLineAsync(why);
        }

        var settings = Reaching(kafka.Logins, "{ca: ca.pem}", files);
        await using var proxy = await ProxyProcess.StartAsync(settings with { Yaml = settings.Yaml.Replace("main: {", "main: {login: {mechanism: PLAIN, user: proxy, password: \"${file:password}\"}, ", StringComparison.Ordinal) });
        Assert.Equal(0, await WriteAsync(proxy));
    }

    [Theory]
    [InlineData("4.4", "SCRAM-SHA-512", ScramMechanism.ScramSha512)]
    [InlineData("4.3", "SCRAM-SHA-256", ScramMechanism.ScramSha256)]
    public async Task By_SCRAM_the_proxy_is_let_in_on_every_road_and_a_new_password_is_taken_up_without_a_restart(string version, string mechanism, ScramMechanism kind)
    {
        // Given a broker that keeps a password of the proxy's,
        await using var kafka = await SecureKafka.StartAsync(version, mechanism);
        await kafka.Broker.CreateTopicAsync("tills");
        await kafka.SetPasswordAsync("proxy", "first", kind);
        var settings = Audited(kafka.Logins, "{ca: ca.pem}", new() { ["ca.pem"] = kafka.CaPem, ["password"] = "first" });
        settings = settings with { Yaml = settings.Yaml.Replace("main: {", $$"""main: {login: {mechanism: {{mechanism}}, user: proxy, password: "${file:password}"}, """, StringComparison.Ordinal) };
        await using var proxy = await ProxyProcess.StartAsync(settings.With("{reloadInterval: 100ms}"));
        Assert.Equal(0, await WriteAsync(proxy));
        await Eventually.TrueAsync(() => Ends(kafka.Broker, "audit") > 0, Patience, "evidence");

        // when it changes at both, then who comes from then on is served by the new one.
        await kafka.SetPasswordAsync("proxy", "second", kind);
        proxy.Write("password", "second");
        await proxy.WaitForLineAsync("Settings read again and in force");
        Assert.Equal(1, await WriteAsync(proxy));

        // And by a wrong one nobody is, and the log says whose fault it is.
        proxy.Write("password", "third-77");
        await proxy.WaitForLineAsync($"let the proxy not in ({mechanism} as proxy): it refuses the credentials (error 58)");
        Assert.DoesNotContain("third-77", proxy.Log, StringComparison.Ordinal);
    }

    private static async Task<long> WriteAsync(ProxyProcess proxy)
    {
        using var producer = new ProducerBuilder<Null, string>(NumberedProducer.Config(proxy.Bootstrap)).SetLogHandler((_, _) => { }).Build();
        return (await producer.ProduceAsync("tills", new Message<Null, string> { Value = "x" })).Offset.Value;
    }

    private static ProxySettings Audited(string bootstrap, string tls, Dictionary<string, string> files)
    {
        var settings = Reaching(bootstrap, tls, files);
        return settings with { Yaml = settings.Yaml.Replace("admin:", "audit: {cluster: main, topic: audit, journal: journal}\nadmin:", StringComparison.Ordinal) };
    }

    private static ProxySettings Reaching(string bootstrap, string tls, Dictionary<string, string> files)
    {
        var watched = ProxySettings.Watched(bootstrap);
        return watched with
        {
            Yaml = tls.Length == 0 ? watched.Yaml : watched.Yaml.Replace("main: {bootstrap:", $"main: {{tls: {tls}, bootstrap:", StringComparison.Ordinal),
            Files = watched.Files.Concat(files).ToDictionary(),
        };
    }

    private static long Ends(KafkaServer broker, string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "ends" }).Build();
        using var admin = broker.Admin();
        return admin.GetMetadata(topic, Patience).Topics[0].Partitions.Sum(partition => consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition.PartitionId), Patience).High.Value);
    }
}
