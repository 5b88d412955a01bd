using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>ListOffsets (2), all versions: -2 (earliest) is 0, anything else the partition's end.</summary>
internal static class ListOffsetsApi
{
    private const short UnknownTopicOrPartition = 3;
    private const long Earliest = -2;

    public static Message Answer(FakeRequest request, FakeBroker broker)
    {
        var answer = request.NewAnswer();
        foreach (var asked in request.Body.Structs("Topics"))
        {
            var topic = broker.Cluster.Find(asked.Get<string>("Name"));
            var entry = answer.Add("Topics");
            entry["Name"] = asked["Name"];
            foreach (var one in asked.Structs("Partitions"))
            {
                var partition = topic?.Find(one.Get<int>("PartitionIndex"));
                var told = entry.Add("Partitions");
                told["PartitionIndex"] = one["PartitionIndex"];
                told["ErrorCode"] = partition is null ? UnknownTopicOrPartition : (short)0;
                told["Timestamp"] = -1L;
                told["Offset"] = partition is null ? -1L : one.Get<long>("Timestamp") == Earliest ? 0L : partition.End;
            }
        }
        return answer;
    }
}
