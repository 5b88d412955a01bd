using Compliance.Kafka.Wire;

namespace Compliance.Harness.Broker.Apis;

/// <summary>
/// Fetch (1), all versions: whole batches from the offset on. It keeps no fetch sessions (answers session 0, so that clients send all
/// partitions each time), and waits for the first partition, up to the request's MaxWaitMs, when nothing is there yet.
/// </summary>
internal static class FetchApi
{
    private const short OffsetOutOfRange = 1;
    private const short UnknownTopicOrPartition = 3;
    private const short UnknownTopicId = 100;

    public static async ValueTask<Message?> AnswerAsync(FakeRequest request, FakeBroker broker, CancellationToken stop)
    {
        await WaitAsync(request, broker, stop);
        var answer = request.NewAnswer();
        foreach (var asked in request.Body.Structs("Topics"))
        {
            var topic = Find(broker, asked);
            var entry = answer.Add("Responses");
            entry["Topic"] = asked["Topic"];
            entry["TopicId"] = asked["TopicId"];
            foreach (var from in asked.Structs("Partitions"))
                Read(entry.Add("Partitions"), topic, from, byId: asked.Has("TopicId"));
        }
        return answer;
    }

    private static void Read(Message told, FakeTopic? topic, Message asked, bool byId)
    {
        var index = asked.Get<int>("Partition");
        var offset = asked.Get<long>("FetchOffset");
        told["PartitionIndex"] = index;
        told["PreferredReadReplica"] = -1;
        told["Records"] = Array.Empty<byte>();
        if (topic?.Find(index) is not { } partition)
        {
            told["ErrorCode"] = topic is null && byId ? UnknownTopicId : UnknownTopicOrPartition;
            told["HighWatermark"] = -1L;
            return;
        }
        told["HighWatermark"] = partition.End;
        told["LastStableOffset"] = partition.End;
        told["LogStartOffset"] = 0L;
        if (offset < 0 || offset > partition.End)
            told["ErrorCode"] = OffsetOutOfRange;
        else
            told["Records"] = partition.Read(offset, asked.Get<int>("PartitionMaxBytes"));
    }

    private static async Task WaitAsync(FakeRequest request, FakeBroker broker, CancellationToken stop)
    {
        var wanted = request.Body.Structs("Topics")
            .SelectMany(asked => asked.Structs("Partitions").Select(from => (Partition: Find(broker, asked)?.Find(from.Get<int>("Partition")), Offset: from.Get<long>("FetchOffset"))))
            .ToList();
        if (wanted.Count == 0 || wanted.Any(one => one.Partition is null || one.Offset != one.Partition.End))
            return;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var patience = TimeSpan.FromMilliseconds(request.Body.Get<int>("MaxWaitMs"));
        await Task.WhenAny(wanted.Select(one => one.Partition!.WaitForAsync(one.Offset, patience, enough.Token)));
        await enough.CancelAsync();
    }

    private static FakeTopic? Find(FakeBroker broker, Message asked) =>
        asked["Topic"] is string name ? broker.Cluster.Find(name) : broker.Cluster.Find(asked.Get<Guid>("TopicId"));
}
