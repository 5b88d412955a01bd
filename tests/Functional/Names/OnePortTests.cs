using Compliance.Functional.ThreeBrokers;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Names;

/// <summary>One port for two clusters and all their brokers: clients of three kinds find each of three brokers by its name, and the other cluster by its own.</summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class OnePortTests(ThreeRoads roads)
{
    /// <summary>So many that each partition gets some, whatever a client makes of keys.</summary>
    private const int Records = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Clients => [.. NamedClient.All.Keys];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Each_broker_is_reached_by_its_name_and_each_cluster_by_its_own(string name)
    {
        // Given three brokers of one cluster, another cluster, and a proxy with one port before both
        var client = NamedClient.All[name];
        await roads.ReadyAsync();
        var topic = await roads.TopicAsync("by-name");
        await using var other = await FakeCluster.StartAsync();
        other.Topic("orders");
        await using var port = await OnePort.StartAsync(roads.Cluster.BootstrapServers, other.BootstrapServers);

        // When a client writes to partitions that the three lead in turn, and reads them, then each has its part and nothing is lost
        (await client.Write(port, topic, [.. Enumerable.Range(0, Records).Select(i => $"k{i}:v{i}")])).Checked();
        var read = (await client.Read(port, topic, Records)).Checked().Lines;
        var ends = Ends(topic);
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"v{i}").Order(), read.Where(line => line.StartsWith('v')).Order());
        Assert.Equal(Records, ends.Sum());
        Assert.DoesNotContain(0, ends);

        // And by the other cluster's name it sees that one, and by a name of nobody's none
        var (payments, orders) = ((await client.Topics(port, OnePort.Payments)).Checked().Output, (await client.Topics(port, OnePort.Orders)).Checked().Output);
        Assert.Contains(topic, payments, StringComparison.Ordinal);
        Assert.Contains("orders", orders, StringComparison.Ordinal);
        Assert.DoesNotContain(topic, orders, StringComparison.Ordinal);
        Assert.NotEqual(0, (await client.Topics(port, OnePort.Nobody)).ExitCode);
        await port.Proxy.WaitForLineAsync($"has the name '{OnePort.Nobody}'");
        Assert.Equal(0, await port.Proxy.MetricAsync("compliance_proxy_connections_ended_total", "kind=\"tlsFailed\""));
    }

    /// <summary>How much each partition holds, as its leader says.</summary>
    private IReadOnlyList<long> Ends(string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = roads.Cluster.BootstrapServers, GroupId = "ends" }).SetLogHandler((_, _) => { }).Build();
        return [.. Enumerable.Range(0, ThreeRoads.Partitions).Select(partition => consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Patience).High.Value)];
    }
}
