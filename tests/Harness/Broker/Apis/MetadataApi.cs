using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>
/// Metadata (3), all versions: all brokers; the topics asked for by name or id, or all of them. A name that is not there is made, with one
/// partition, where the client allows it, as brokers do by default; else it gets error 3, an unknown id error 100.
/// </summary>
internal static class MetadataApi
{
    private const short UnknownTopicOrPartition = 3;
    private const short UnknownTopicId = 100;

    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        var cluster = broker.Cluster;
        var answer = request.NewAnswer();
        answer["ClusterId"] = cluster.ClusterId;
        answer["ControllerId"] = cluster.Brokers[0].NodeId;
        foreach (var node in cluster.Brokers)
        {
            var entry = answer.Add("Brokers");
            entry["NodeId"] = node.NodeId;
            entry["Host"] = "127.0.0.1";
            entry["Port"] = node.Port;
        }
        var asked = request.Body.Structs("Topics");
        // Version 0 has no null: an empty list asks for all. Later versions: null for all, empty for none.
        if (request.Body["Topics"] is null || (request.Version == 0 && asked.Count == 0))
            foreach (var topic in cluster.Topics)
                Describe(answer, cluster, topic);
        foreach (var one in asked)
            DescribeAsked(answer, cluster, one, mayCreate: request.Body["AllowAutoTopicCreation"] is not false);
        return answer;
    }

    private static void DescribeAsked(Message answer, FakeCluster cluster, Message asked, bool mayCreate)
    {
        var name = asked["Name"] as string;
        var topic = name is null ? cluster.Find(asked.Get<Guid>("TopicId")) : mayCreate ? cluster.Topic(name) : cluster.Find(name);
        if (topic is not null)
        {
            Describe(answer, cluster, topic);
            return;
        }
        var entry = answer.Add("Topics");
        entry["Name"] = name;
        entry["TopicId"] = asked["TopicId"] ?? Guid.Empty;
        entry["ErrorCode"] = name is null ? UnknownTopicId : UnknownTopicOrPartition;
    }

    private static void Describe(Message answer, FakeCluster cluster, FakeTopic topic)
    {
        var entry = answer.Add("Topics");
        entry["Name"] = topic.Name;
        entry["TopicId"] = topic.Id;
        foreach (var partition in topic.Partitions)
        {
            var leader = cluster.LeaderOf(partition.Index).NodeId;
            var described = entry.Add("Partitions");
            described["PartitionIndex"] = partition.Index;
            described["LeaderId"] = leader;
            described["LeaderEpoch"] = 0;
            described["ReplicaNodes"] = new[] { leader };
            described["IsrNodes"] = new[] { leader };
        }
    }
}
