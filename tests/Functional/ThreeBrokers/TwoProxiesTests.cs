using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>
/// Two proxies before one cluster, each with rules and evidence: when one is killed or drained under load, clients that know both go on
/// through the other (KIP-899), and there is evidence of every record that was acknowledged or read.
/// </summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class TwoProxiesTests(ThreeRoads roads)
{
    private const int Messages = 1500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task Clients_that_know_two_proxies_go_on_when_one_is_killed_or_drained(GroupProtocol protocol)
    {
        // Given two proxies with evidence in one topic, and records with secrets,
        await roads.ReadyAsync();
        await using var evidence = await Evidence.StartAsync(roads.Cluster);
        await using var pair = new ProxyPair(await ProxyProcess.StartAsync(Ruled(evidence, "p1")), await ProxyProcess.StartAsync(Ruled(evidence, "p2")));
        var topic = KafkaServer.UniqueName("hidden.pair");
        await roads.Cluster.CreateTopicAsync(topic, ThreeRoads.Partitions);
        var (producer, consumer) = (NumberedProducer.Config(pair.Bootstrap), NumberedGroup.Config(pair.Bootstrap, topic, protocol));
        (producer.MetadataRecoveryStrategy, consumer.MetadataRecoveryStrategy) = (MetadataRecoveryStrategy.Rebootstrap, MetadataRecoveryStrategy.Rebootstrap);
        await using var traffic = new RoadTraffic(
            [new TrafficRun("pair", roads.Cluster.BootstrapServers, topic, ThreeRoads.Partitions, producer, consumer, perSecond: 200, Numbers.WithSecrets)]);
        await traffic.GoesOnAsync();

        // when one is killed and the other drained, each in its turn while its clients write and read, then they go on through the one left,
        var turns = Nightly.Or(2, 8);
        for (var turn = 0; turn < turns; turn++)
        {
            var victim = turn % 2 == 0 ? pair.First : pair.Second;
            if ((turn + 1) / 2 % 2 == 0)
                await victim.KillAsync();
            else
                await DrainAsync(victim);
            await traffic.GoesOnAsync();
            await victim.StartAgainAsync();
        }

        // and nothing was lost, doubled, mixed up or shown, and there is evidence of it all.
        Assert.Equal(2 + turns, await evidence.IsCompleteAsync(await traffic.EndsWellAsync()));
    }

    [Fact]
    public async Task Javas_verifiable_producer_goes_on_when_its_proxy_is_killed()
    {
        await roads.ReadyAsync();
        await using var pair = await PairAsync();
        using var folder = new TempFolder("verifiable");
        var topic = KafkaServer.UniqueName("pair-java");
        await roads.Cluster.CreateTopicAsync(topic, partitions: 3);
        var config = folder.Write("producer.properties", "enable.idempotence=true\nretries=1000000\nmetadata.recovery.strategy=rebootstrap\nreconnect.backoff.max.ms=500\n");
        await using var producer = await KafkaTools.StartAsync("kafka-verifiable-producer",
        [
            "--bootstrap-server", pair.Bootstrap, "--topic", topic, "--max-messages", $"{Messages}", "--throughput", "250", "--acks", "-1", "--command-config", config,
        ]);
        await AcknowledgedAsync(producer, Messages / 5);

        // When both are killed in turn, whichever it had taken,
        await pair.First.KillAsync();
        await AcknowledgedAsync(producer, Messages * 2 / 5);
        await pair.First.StartAgainAsync();
        await pair.Second.KillAsync();

        // then all is acknowledged, and is there once.
        Assert.Equal(0, await producer.WaitForExitAsync(Patience));
        Assert.Equal(Messages, Acknowledged(producer));
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{i}").Order(StringComparer.Ordinal), Stored(pair.First.Bootstrap, topic, partitions: 3).Order(StringComparer.Ordinal));
    }

    private static List<string> Stored(string bootstrap, string topic, int partitions)
    {
        var config = new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "auditor", EnablePartitionEof = true };
        using var reader = new ConsumerBuilder<Ignore, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        reader.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, 0)));
        var values = new List<string>();
        for (var left = partitions; left > 0;)
        {
            var record = reader.Consume(Patience) ?? throw new TimeoutException($"{topic} has no end.");
            if (record.IsPartitionEOF)
                left--;
            else
                values.Add(record.Message.Value);
        }
        return values;
    }

    private static int Acknowledged(ChildProcess producer) => producer.Lines.Count(line => line.Contains("\"producer_send_success\"", StringComparison.Ordinal));

    private static async Task AcknowledgedAsync(ChildProcess producer, int count)
    {
        try
        {
            await Eventually.TrueAsync(() => Acknowledged(producer) >= count, Patience, $"{count} records to be acknowledged");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', producer.Lines.TakeLast(30))}");
        }
    }

    private static async Task DrainAsync(ProxyProcess proxy)
    {
        await proxy.SignalAsync("TERM");
        Assert.Equal(0, await proxy.WaitForExitAsync());
        Assert.DoesNotContain("cut off", proxy.Log, StringComparison.Ordinal);
    }

    private ProxySettings Ruled(Evidence evidence, string name) =>
        ProxySettings.Ruled(roads.Cluster.BootstrapServers, roads.Cluster.BootstrapServers, evidence.Topic).Named(name).With("{drainDelay: 200ms}");

    private async Task<ProxyPair> PairAsync() => new(
        await ProxyProcess.StartAsync(ProxySettings.Open(roads.Cluster.BootstrapServers)),
        await ProxyProcess.StartAsync(ProxySettings.Watched(roads.Cluster.BootstrapServers)));
}
