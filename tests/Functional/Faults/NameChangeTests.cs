using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Compliance.Functional.Faults;

/// <summary>A cluster moves: its names, that of the bootstrap and those that brokers advertise, come to stand for other addresses.</summary>
[Collection(nameof(NetworkFaultTests))]
public sealed class NameChangeTests
{
    private const string Name = "kafka-1.moving.example";

    private static string At(string address) => $"127.0.0.1 localhost\n{address} {Name}\n";

    [Fact]
    public async Task Names_are_looked_up_anew_for_every_connection()
    {
        // Given a broker whose name stands for an address where a relay listens,
        using var folder = new TempFolder("hosts");
        var hosts = folder.Write("hosts", At("127.0.0.3"));
        await OwnHosts.NeedAsync(hosts);
        var toxiproxy = await ToxiproxyServer.GetAsync();
        var advertised = FreePort.Next();
        await using var broker = await KafkaServer.StartAsync($"advertised.listeners=PLAINTEXT://{Name}:{advertised}");
        await using var before = await toxiproxy.LinkAsync($"127.0.0.3:{advertised}", broker.BootstrapServers);
        await using var after = await toxiproxy.LinkAsync($"127.0.0.4:{advertised}", broker.BootstrapServers);
        await after.CutAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open($"{Name}:{advertised}"), hosts);
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = proxy.Bootstrap }).SetLogHandler((_, _) => { }).Build())
            await admin.CreateTopicsAsync([new TopicSpecification { Name = "t", NumPartitions = 2, ReplicationFactor = 1 }]);
        await using var traffic = new TrafficRun(
            "moving", proxy.Bootstrap, "t", 2, NumberedProducer.Config(proxy.Bootstrap), NumberedGroup.Config(proxy.Bootstrap, "t", GroupProtocol.Classic), perSecond: 100);
        await traffic.GoesOnAsync();

        // when the name comes to stand for another address, and the old one answers no more,
        await after.MendAsync();
        await File.WriteAllTextAsync(hosts, At("127.0.0.4"), TestContext.Current.CancellationToken);
        await before.CutAsync();

        // then clients go on, and lost nothing.
        await traffic.GoesOnAsync();
        var report = await traffic.FinishAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Faults.Count == 0, report.ToString());
    }
}
