using System.Net.Sockets;
using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>A cluster that grows and shrinks while clients write and read.</summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class BrokerAddedTests(ThreeRoads roads)
{
    private const int Fourth = 4;
    private const short ListOffsets = 2;
    private const short NotLeader = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_broker_that_joins_is_reached_through_a_port_of_its_own_and_missed_by_nobody_when_it_leaves()
    {
        await roads.ReadyAsync();
        await using var traffic = await roads.TrafficAsync(GroupProtocol.Consumer);

        // Given a fourth broker that comes to lead a partition of each topic,
        var fourth = await roads.Cluster.AddAsync(Fourth);
        await LeadAsync(traffic, partition => partition == 0 ? [Fourth, 1, 2] : Three(partition));
        await traffic.GoesOnAsync();

        // then the proxies have a port for it, which leads there,
        foreach (var (proxy, topic) in new[] { (roads.Open, traffic.Topics[1]), (roads.Ruled, traffic.Topics[2]) })
        {
            await proxy.WaitForLineAsync($"broker {Fourth} is reached through 127.0.0.1:{PortOf(proxy)}");
            // The broker itself hears of its leadership, and counts its offsets, in its own time.
            await Eventually.TrueAsync(
                async () => (await AskOffsetsAsync(PortOf(proxy), topic, 0, 1)).SequenceEqual([(short)0, NotLeader]), Patience, $"the fourth broker to lead the first partition of {topic}, and no other");
        }

        // and when it is taken out again,
        await LeadAsync(traffic, Three);
        await roads.Cluster.TakeOutAsync(fourth);
        await traffic.GoesOnAsync();

        // then its port leads nowhere, and nothing was lost, doubled or mixed up.
        foreach (var proxy in new[] { roads.Open, roads.Ruled })
            Assert.True(await Record.ExceptionAsync(() => AskOffsetsAsync(PortOf(proxy), traffic.Topics[1], 0)) is IOException or SocketException);
        await roads.EndsWellAsync(traffic);
    }

    private static int PortOf(ProxyProcess proxy) => proxy.Port + 1 + Fourth;

    /// <summary>The error of each partition, from the broker behind this port: only a leader tells its offsets.</summary>
    private static async Task<IEnumerable<short>> AskOffsetsAsync(int port, string topic, params int[] partitions)
    {
        using var client = await RawClient.ConnectAsync(port);
        var request = new Message(ApiTable.Find(ListOffsets)!.Request(7)) { ["ReplicaId"] = -1 };
        var asked = request.Add("Topics");
        asked["Name"] = topic;
        foreach (var partition in partitions)
        {
            var entry = asked.Add("Partitions");
            (entry["PartitionIndex"], entry["Timestamp"], entry["CurrentLeaderEpoch"]) = (partition, -1L, -1);
        }

        var answer = await client.AskAsync(request);
        return answer.Structs("Topics")[0].Structs("Partitions").OrderBy(entry => entry.Get<int>("PartitionIndex")).Select(entry => entry.Get<short>("ErrorCode"));
    }

    private static int[] Three(int partition) => [.. Enumerable.Range(partition, 3).Select(i => (i % 3) + 1)];

    private async Task LeadAsync(RoadTraffic traffic, Func<int, int[]> replicas)
    {
        int[][] all = [.. Enumerable.Range(0, ThreeRoads.Partitions).Select(replicas)];
        await roads.Cluster.ReassignAsync(traffic.Topics.ToDictionary(topic => topic, _ => all));
        foreach (var topic in traffic.Topics)
            await roads.Cluster.ElectAsync(topic, ThreeRoads.Partitions);
    }
}
