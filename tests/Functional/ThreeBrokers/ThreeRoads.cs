using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>
/// A cluster of three brokers and three roads to it: direct, through a proxy without policies, and through one whose policies allow all
/// and whose evidence goes to the cluster, and from there into an archive. Whatever happens to the cluster happens to traffic on all roads
/// at once. Started by the first test that asks, ended with the last one of its collection.
/// </summary>
public sealed class ThreeRoads : IAsyncLifetime
{
    public const int Partitions = 6;
    private const int PerSecond = 200;
    private const short ElectLeaders = 43;
    private const short AlterPartitionReassignments = 45;
    private const int TimeoutMs = 30_000;
    private const int JavaPerSecond = 100;
    private Task<KafkaCluster>? _starting;
    private ProxyProcess? _open;
    private ProxyProcess? _ruled;
    private Evidence? _evidence;

    internal KafkaCluster Cluster { get; private set; } = null!;
    internal ProxyProcess Open => _open!;
    internal ProxyProcess Ruled => _ruled!;

    /// <summary>Road by road: its name, and where its clients begin.</summary>
    internal IReadOnlyList<(string Name, string Bootstrap)> All => [("direct", Cluster.BootstrapServers), ("open", Open.Bootstrap), ("ruled", Ruled.Bootstrap)];

    /// <summary>Starts what is not running yet.</summary>
    public async Task ReadyAsync()
    {
        if (_starting is not null)
        {
            Cluster = await _starting;
            return;
        }
        Cluster = await (_starting = KafkaCluster.StartAsync("group.consumer.min.heartbeat.interval.ms=500", "group.consumer.heartbeat.interval.ms=500"));
        _open = await ProxyProcess.StartAsync(ProxySettings.Open(Cluster.BootstrapServers));
        _evidence = await Evidence.StartAsync(Cluster);
        _ruled = await ProxyProcess.StartAsync(ProxySettings.Ruled(Cluster.BootstrapServers, Cluster.BootstrapServers, _evidence.Topic));
    }

    /// <summary>
    /// Traffic on every road, each with a topic of its own that the brokers lead in turn; returns when it flows. First librdkafka's clients,
    /// then Kafka's own.
    /// </summary>
    internal async Task<RoadTraffic> TrafficAsync(GroupProtocol protocol)
    {
        var runs = new List<ITraffic>();
        foreach (var (name, bootstrap) in All)
        {
            var topic = await TopicAsync($"guarded-{name}");
            var producer = NumberedProducer.Config(bootstrap);
            // With more, librdkafka itself sends records a second time when leaders change: FiveInFlightTests.
            producer.MaxInFlight = 1;
            runs.Add(new TrafficRun(name, Cluster.BootstrapServers, topic, Partitions, producer, NumberedGroup.Config(bootstrap, topic, protocol), PerSecond));
        }

        runs.AddRange(await JavaAsync(protocol));
        var traffic = new RoadTraffic(runs);
        await traffic.GoesOnAsync();
        return traffic;
    }

    /// <summary>
    /// Kafka's own clients on the ruled road, at night on every one. Their topic is one without rules, which would protect a bare number as a
    /// whole.
    /// </summary>
    internal async Task<IReadOnlyList<ITraffic>> JavaAsync(GroupProtocol protocol)
    {
        var runs = new List<ITraffic>();
        foreach (var (name, bootstrap) in Nightly.IsOn ? All : [("ruled", Ruled.Bootstrap)])
            runs.Add(await JavaTraffic.StartAsync($"{name}, Java", Cluster.BootstrapServers, bootstrap, await TopicAsync($"java-{name}"), Partitions, protocol, JavaPerSecond));
        return runs;
    }

    /// <summary>Makes a topic of which every broker leads two partitions.</summary>
    internal async Task<string> TopicAsync(string name)
    {
        var topic = KafkaServer.UniqueName(name);
        await Cluster.CreateTopicAsync(topic, Partitions);
        return topic;
    }

    /// <summary>
    /// Gives every partition's replicas another order by <paramref name="turn"/> and asks for the first of each to lead, by hand, which takes
    /// milliseconds; does not wait for it.
    /// </summary>
    internal async Task RotateLeadersAsync(IEnumerable<string> topics, int turn)
    {
        using var client = await RawClient.ConnectAsync(Cluster.Brokers[0].Port);
        var reassign = new Message(ApiTable.Find(AlterPartitionReassignments)!.Request(0)) { ["TimeoutMs"] = TimeoutMs };
        var elect = new Message(ApiTable.Find(ElectLeaders)!.Request(1)) { ["TimeoutMs"] = TimeoutMs };
        foreach (var name in topics)
        {
            var (moved, led) = (reassign.Add("Topics"), elect.Add("TopicPartitions"));
            (moved["Name"], led["Topic"], led["Partitions"]) = (name, name, Enumerable.Range(0, Partitions).ToArray());
            for (var index = 0; index < Partitions; index++)
            {
                var partition = moved.Add("Partitions");
                (partition["PartitionIndex"], partition["Replicas"]) = (index, Enumerable.Range(index + turn, 3).Select(i => (i % 3) + 1).ToArray());
            }
        }

        Assert.Equal((short)0, (await client.AskAsync(reassign))["ErrorCode"]);
        await client.AskAsync(elect);
    }

    /// <summary>Ends traffic: nothing was lost, doubled or mixed up, and of everything on the ruled road there is evidence.</summary>
    internal async Task EndsWellAsync(RoadTraffic traffic)
    {
        var reports = await traffic.EndsWellAsync();
        Assert.Equal(1, await _evidence!.IsCompleteAsync(reports.Where(report => report.Road.StartsWith("ruled", StringComparison.Ordinal))));
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_open is not null)
            await _open.DisposeAsync();
        if (_ruled is not null)
            await _ruled.DisposeAsync();
        if (_evidence is not null)
            await _evidence.DisposeAsync();
        if (Cluster is not null)
            await Cluster.DisposeAsync();
    }
}
