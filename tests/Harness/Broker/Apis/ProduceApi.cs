using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>
/// Produce (0), all versions: appends magic 2 batches whose checksum is right; else error 2 (corrupt). A partition that is not there gets
/// error 3 or, named by id, 100; one led by another broker error 6. Acks 0 gets no answer.
/// </summary>
internal static class ProduceApi
{
    private const short CorruptMessage = 2;
    private const short UnknownTopicOrPartition = 3;
    private const short NotLeader = 6;
    private const short UnknownTopicId = 100;

    public static Message? Answer(FakeRequest request, FakeBroker broker)
    {
        var answer = request.NewAnswer();
        foreach (var asked in request.Body.Structs("TopicData"))
        {
            var topic = asked["Name"] is string name ? broker.Cluster.Find(name) : broker.Cluster.Find(asked.Get<Guid>("TopicId"));
            var entry = answer.Add("Responses");
            entry["Name"] = asked["Name"];
            entry["TopicId"] = asked["TopicId"];
            foreach (var data in asked.Structs("PartitionData"))
            {
                var index = data.Get<int>("Index");
                var (error, offset) = Append(broker, topic, index, data["Records"] as byte[], byId: asked.Has("TopicId"));
                var told = entry.Add("PartitionResponses");
                told["Index"] = index;
                told["ErrorCode"] = error;
                told["BaseOffset"] = offset;
                told["LogAppendTimeMs"] = -1L;
                told["LogStartOffset"] = error == 0 ? 0L : -1L;
            }
        }
        return request.Body.Get<short>("Acks") == 0 ? null : answer;
    }

    private static (short Error, long Offset) Append(FakeBroker broker, FakeTopic? topic, int index, byte[]? records, bool byId)
    {
        if (topic?.Find(index) is not { } partition)
            return (topic is null && byId ? UnknownTopicId : UnknownTopicOrPartition, -1);
        if (broker.Cluster.LeaderOf(index) != broker)
            return (NotLeader, -1);
        var offset = partition.Append(records ?? []);
        return (offset < 0 ? CorruptMessage : (short)0, offset);
    }
}
