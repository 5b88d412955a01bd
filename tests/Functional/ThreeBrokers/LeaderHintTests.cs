using Compliance.Functional.BadInput;
using Compliance.Harness;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>
/// KIP-951: a broker that does not lead names, in its refusal, the one that does, and where it is. Through a proxy that place is a port of
/// the proxy's, never a broker's.
/// </summary>
[Collection(ThreeRoadsCollection.Name)]
public sealed class LeaderHintTests(ThreeRoads roads)
{
    private const short Produce = 0;
    private const short Fetch = 1;
    private const short Metadata = 3;
    private const short NotLeader = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_refusal_names_the_leader_by_the_proxys_address()
    {
        // Given a partition that the brokers 1 and 2 hold, and 3 does not,
        await roads.ReadyAsync();
        var topic = KafkaServer.UniqueName("guarded-hints");
        await roads.Cluster.CreateTopicAsync(topic, partitions: 1);
        await roads.Cluster.ReassignAsync(new Dictionary<string, int[][]> { [topic] = [[1, 2]] });
        await roads.Cluster.ElectAsync(topic, partitions: 1);
        var (first, third) = (roads.Cluster.Brokers[0].Port, roads.Cluster.Brokers[2].Port);

        // and once 3 itself has heard of it,
        await Eventually.TrueAsync(() => NamesLeaderAsync(third, topic), Patience, "the third broker to know the leader");

        // when 3 is asked, directly or through its port of a proxy, then it names 1, at the address that the road has for it.
        await HintsAsync(third, topic, first);
        await HintsAsync(roads.Open.Port + 1 + 3, topic, roads.Open.Port + 1 + 1);
        await HintsAsync(roads.Ruled.Port + 1 + 3, topic, roads.Ruled.Port + 1 + 1);
    }

    private static async Task HintsAsync(int port, string topic, int leader)
    {
        using var client = await RawClient.ConnectAsync(port);
        var id = await IdAsync(client, topic);
        for (short version = 10; version <= ApiTable.Find(Produce)!.MaxVersion; version++)
            AssertHint(await client.AskAsync(ProduceRequest(version, topic, id)), "PartitionResponses", leader);
        for (short version = 16; version <= ApiTable.Find(Fetch)!.MaxVersion; version++)
            AssertHint(await client.AskAsync(FetchRequest(version, id)), "Partitions", leader);
    }

    private static async Task<bool> NamesLeaderAsync(int port, string topic)
    {
        using var client = await RawClient.ConnectAsync(port);
        var answer = await client.AskAsync(ProduceRequest(10, topic, Guid.Empty));
        var partition = answer.Structs("Responses")[0].Structs("PartitionResponses")[0];
        return NotLeader.Equals(partition["ErrorCode"]) && 1.Equals(partition.Get<Message>("CurrentLeader")["LeaderId"]);
    }

    private static void AssertHint(Message answer, string partitions, int port)
    {
        var partition = Assert.Single(Assert.Single(answer.Structs("Responses")).Structs(partitions));
        Assert.Equal(NotLeader, partition["ErrorCode"]);
        Assert.Equal(1, partition.Get<Message>("CurrentLeader")["LeaderId"]);
        var endpoint = Assert.Single(answer.Structs("NodeEndpoints"));
        Assert.Equal((1, "127.0.0.1", port), (endpoint["NodeId"], endpoint["Host"], endpoint["Port"]));
    }

    private static async Task<Guid> IdAsync(RawClient client, string topic)
    {
        var request = new Message(ApiTable.Find(Metadata)!.Request(12));
        request.Add("Topics")["Name"] = topic;
        return (await client.AskAsync(request)).Structs("Topics")[0].Get<Guid>("TopicId");
    }

    private static Message ProduceRequest(short version, string name, Guid id)
    {
        var request = new Message(ApiTable.Find(Produce)!.Request(version)) { ["Acks"] = (short)-1, ["TimeoutMs"] = 5000 };
        var topic = request.Add("TopicData");
        (topic["Name"], topic["TopicId"]) = (name, id);
        var partition = topic.Add("PartitionData");
        (partition["Index"], partition["Records"]) = (0, RecordBatch.Of("{}"));
        return request;
    }

    private static Message FetchRequest(short version, Guid id)
    {
        var request = new Message(ApiTable.Find(Fetch)!.Request(version)) { ["MaxWaitMs"] = 100, ["MinBytes"] = 1, ["MaxBytes"] = 1 << 20 };
        var topic = request.Add("Topics");
        topic["TopicId"] = id;
        var partition = topic.Add("Partitions");
        (partition["Partition"], partition["FetchOffset"], partition["PartitionMaxBytes"]) = (0, 0L, 1 << 20);
        return request;
    }
}
