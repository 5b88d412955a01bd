using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>Partitions get other leaders while clients write and read: they follow, on every road.</summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class LeaderChangeTests(ThreeRoads roads)
{
    [Fact]
    public async Task Clients_follow_their_partitions_from_leader_to_leader()
    {
        await roads.ReadyAsync();
        await using var traffic = await roads.TrafficAsync(GroupProtocol.Classic);

        // When the leaders change, again and again, as Kafka's own tool asks through a proxy,
        for (var turn = 1; turn <= Nightly.Or(2, 12); turn++)
        {
            int[][] replicas = [.. Enumerable.Range(0, ThreeRoads.Partitions).Select(partition => Enumerable.Range(partition + turn, 3).Select(i => (i % 3) + 1).ToArray())];
            await roads.Cluster.ReassignAsync(traffic.Topics.ToDictionary(topic => topic, _ => replicas), roads.Ruled.Bootstrap);
            foreach (var topic in traffic.Topics)
                await roads.Cluster.ElectAsync(topic, ThreeRoads.Partitions);

            // then clients go on,
            await traffic.GoesOnAsync();
        }

        // and nothing was lost, doubled or mixed up.
        await roads.EndsWellAsync(traffic);
    }
}
