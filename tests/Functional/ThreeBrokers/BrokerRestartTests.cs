using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>Brokers that crash and come back, and a cluster that is restarted broker by broker.</summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class BrokerRestartTests(ThreeRoads roads)
{
    [Fact]
    public async Task A_broker_that_is_killed_and_comes_back_costs_no_record()
    {
        await roads.ReadyAsync();
        await using var traffic = await roads.TrafficAsync(GroupProtocol.Consumer);
        foreach (var broker in roads.Cluster.Brokers.Take(Nightly.Or(1, 3)).ToList())
        {
            // When a broker is killed, then clients go on with the two others,
            await broker.KillAsync();
            await traffic.GoesOnAsync();

            // and when it is back, with all three.
            await broker.StartAsync();
            await InSyncAsync(traffic);
            await LeadAgainAsync(traffic);
            await traffic.GoesOnAsync();
        }

        await roads.EndsWellAsync(traffic);
    }

    [Fact]
    public async Task A_rolling_restart_costs_no_record()
    {
        await roads.ReadyAsync();
        await using var traffic = await roads.TrafficAsync(GroupProtocol.Classic);
        for (var round = 0; round < Nightly.Or(1, 3); round++)
        {
            foreach (var broker in roads.Cluster.Brokers.ToList())
            {
                await broker.StopAsync();
                await broker.StartAsync();
                await InSyncAsync(traffic);
                await traffic.GoesOnAsync();
            }

            await LeadAgainAsync(traffic);
            await traffic.GoesOnAsync();
        }

        await roads.EndsWellAsync(traffic);
    }

    [Fact]
    public async Task A_broker_that_stands_still_for_a_while_costs_no_record()
    {
        await roads.ReadyAsync();
        await using var traffic = await roads.TrafficAsync(GroupProtocol.Classic);
        foreach (var broker in roads.Cluster.Brokers.Take(Nightly.Or(1, 3)).ToList())
        {
            // When a broker does nothing until requests to it have timed out and others lead in its place,
            await broker.PauseAsync();
            await Task.Delay(TimeSpan.FromSeconds(12));
            await traffic.GoesOnAsync();

            // and then does what it was asked, long after,
            await broker.ResumeAsync();
            await InSyncAsync(traffic);
            await LeadAgainAsync(traffic);
            await traffic.GoesOnAsync();
        }

        await roads.EndsWellAsync(traffic);
    }

    private async Task InSyncAsync(RoadTraffic traffic)
    {
        foreach (var topic in traffic.Topics.Append("__consumer_offsets"))
            await roads.Cluster.InSyncAsync(topic, topic[0] == '_' ? 4 : ThreeRoads.Partitions);
    }

    private async Task LeadAgainAsync(RoadTraffic traffic)
    {
        foreach (var topic in traffic.Topics)
            await roads.Cluster.ElectAsync(topic, ThreeRoads.Partitions);
    }
}
