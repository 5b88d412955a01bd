using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>
/// A cluster of three brokers and three roads to it: direct, through a proxy without policies, and through one whose policies allow all
/// and whose evidence goes to the cluster. Whatever happens to the cluster happens to traffic on all roads at once. Started by the first
/// test that asks, ended with the last one of its collection.
/// </summary>
public sealed class ThreeRoads : IAsyncLifetime
{
    public const int Partitions = 6;
    private const int PerSecond = 200;
    private Task<KafkaCluster>? _starting;
    private ProxyProcess? _open;
    private ProxyProcess? _ruled;

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
        _ruled = await ProxyProcess.StartAsync(ProxySettings.Ruled(Cluster.BootstrapServers, Cluster.BootstrapServers, KafkaServer.UniqueName("audit")));
    }

    /// <summary>Traffic on every road, each with a topic of its own that the brokers lead in turn; returns when it flows.</summary>
    internal async Task<RoadTraffic> TrafficAsync(GroupProtocol protocol)
    {
        var runs = new List<TrafficRun>();
        foreach (var (name, bootstrap) in All)
        {
            var topic = KafkaServer.UniqueName($"guarded-{name}");
            await Cluster.CreateTopicAsync(topic, Partitions);
            var producer = NumberedProducer.Config(bootstrap);
            // With more, librdkafka itself writes a batch twice now and then when leaders change, on every road (its issue 4953).
            producer.MaxInFlight = 1;
            runs.Add(new TrafficRun(name, Cluster.BootstrapServers, topic, Partitions, producer, NumberedGroup.Config(bootstrap, topic, protocol), PerSecond));
        }
        var traffic = new RoadTraffic(runs);
        await traffic.GoesOnAsync();
        return traffic;
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_open is not null)
            await _open.DisposeAsync();
        if (_ruled is not null)
            await _ruled.DisposeAsync();
        if (Cluster is not null)
            await Cluster.DisposeAsync();
    }
}
