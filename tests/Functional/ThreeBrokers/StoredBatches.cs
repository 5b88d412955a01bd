using Compliance.Functional.BadInput;
using Compliance.Harness;
using Compliance.Kafka.Records;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.ThreeBrokers;

/// <summary>The batches of a topic as its leaders hold them, asked without any client library: what a producer sent as one.</summary>
internal static class StoredBatches
{
    private const short Fetch = 1;
    private const int Bytes = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where, before an offset of each partition, batches begin that are the first of an epoch of their producer.</summary>
    public static async Task<HashSet<(int Partition, long Offset)>> FirstOfEpochsAsync(KafkaCluster cluster, string topic, IReadOnlyList<long> ends)
    {
        var firsts = new HashSet<(int, long)>();
        for (var partition = 0; partition < ends.Count; partition++)
        {
            long next = 0;
            await Eventually.TrueAsync(
                async () =>
                {
                    var batches = new RecordSetView(await ReadAsync(cluster, topic, partition, next));
                    while (batches.MoveNext())
                    {
                        if (batches.Current is { BaseSequence: 0, ProducerId: >= 0 } first)
                            firsts.Add((partition, first.BaseOffset));
                        next = batches.Current.LastOffset + 1;
                    }

                    return next >= ends[partition];
                },
                Patience, $"the batches of {topic} {partition} up to {ends[partition]}");
        }

        return firsts;
    }

    /// <summary>Nothing where another broker leads by now.</summary>
    private static async Task<byte[]> ReadAsync(KafkaCluster cluster, string topic, int partition, long offset)
    {
        var leader = cluster.Partitions(topic).FirstOrDefault(known => known.PartitionId == partition)?.Leader;
        if (cluster.Brokers.FirstOrDefault(broker => broker.Id == leader) is not { } broker)
            return [];
        using var client = await RawClient.ConnectAsync(broker.Port);
        var request = new Message(ApiTable.Find(Fetch)!.Request(11)) { ["ReplicaId"] = -1, ["MaxWaitMs"] = 10, ["MinBytes"] = 1, ["MaxBytes"] = Bytes, ["SessionEpoch"] = -1 };
        var asked = request.Add("Topics");
        asked["Topic"] = topic;
        var entry = asked.Add("Partitions");
        (entry["Partition"], entry["FetchOffset"], entry["PartitionMaxBytes"]) = (partition, offset, Bytes);
        var answer = (await client.AskAsync(request)).Structs("Responses")[0].Structs("Partitions")[0];
        return answer.Get<short>("ErrorCode") == 0 ? answer["Records"] as byte[] ?? [] : [];
    }
}
