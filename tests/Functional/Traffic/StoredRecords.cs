using System.Diagnostics;
using Confluent.Kafka;

namespace Compliance.Functional.Traffic;

/// <summary>What a topic holds, read straight from the brokers.</summary>
internal static class StoredRecords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Takes every record, each partition's in the order of their offsets, up to the ends of all partitions; and beyond what seems to be one
    /// until <paramref name="isAll"/>, since a new leader may learn only later how far its records are safe. False: in vain.
    /// </summary>
    public static bool Read(string brokers, string topic, int partitions, Action<int, long, string> take, Func<bool> isAll)
    {
        var config = new ConsumerConfig { BootstrapServers = brokers, GroupId = "auditor", EnableAutoCommit = false, EnablePartitionEof = true };
        using var reader = new ConsumerBuilder<Ignore, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        reader.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var ended = new HashSet<int>();
        for (var idle = Stopwatch.StartNew(); ended.Count < partitions || !isAll();)
        {
            if (reader.Consume(TimeSpan.FromSeconds(1)) is not { } record)
            {
                if (idle.Elapsed > Patience)
                    return false;
                continue;
            }

            idle.Restart();
            if (record.IsPartitionEOF)
            {
                ended.Add(record.Partition.Value);
                continue;
            }

            ended.Remove(record.Partition.Value);
            take(record.Partition.Value, record.Offset.Value, record.Message.Value);
        }

        return true;
    }
}
