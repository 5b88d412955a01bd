using Compliance.AuditSink.Settings;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Intake;

/// <summary>Makes the Kafka consumer of one outlet, its rebalances wired to it. Stateless.</summary>
internal static class ConsumerFactory
{
    /// <param name="assigned">Kept up to date with the partitions that the outlet has open, and where reading began in each.</param>
    public static IConsumer<Ignore, byte[]> Build(KafkaSettings settings, string group, IOutlet outlet, Dictionary<int, long> assigned, ILogger log)
    {
        return new ConsumerBuilder<Ignore, byte[]>(Config(settings, group))
            .SetPartitionsAssignedHandler((_, partitions) => partitions.ConvertAll(partition =>
            {
                var next = outlet.Open(partition.Topic, partition.Partition);
                assigned[partition.Partition] = next ?? 0;
                log.Assigned(group, partition.Topic, partition.Partition, next ?? 0);
                return new TopicPartitionOffset(partition, next is { } offset ? new Offset(offset) : Offset.Beginning);
            }))
            .SetPartitionsRevokedHandler((_, partitions) => Release(partitions))
            .SetPartitionsLostHandler((_, partitions) => Release(partitions))
            .SetErrorHandler((_, error) => log.ClientError(group, error.Reason))
            .SetLogHandler((_, message) => log.ClientLog(group, message.Message))
            .Build();

        void Release(List<TopicPartitionOffset> partitions)
        {
            foreach (var partition in partitions)
            {
                assigned.Remove(partition.Partition);
                outlet.Close(partition.Partition);
            }
        }
    }

    // What an operator may set otherwise comes first, then the operator's word, then what the sink rests on.
    private static ConsumerConfig Config(KafkaSettings settings, string group)
    {
        var properties = new Dictionary<string, string>
        {
            ["session.timeout.ms"] = "10000",
            ["topic.metadata.refresh.interval.ms"] = "10000",
            ["topic.metadata.propagation.max.ms"] = "1000",
            ["queued.max.messages.kbytes"] = "32768",
            ["fetch.wait.max.ms"] = "100",
            ["fetch.error.backoff.ms"] = "200",
            ["client.id"] = group,
        };
        foreach (var (name, value) in settings.Properties)
            properties[name] = value;
        return new ConsumerConfig(properties)
        {
            BootstrapServers = settings.Bootstrap,
            GroupId = group,
            EnableAutoCommit = true,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            AllowAutoCreateTopics = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            MaxPollIntervalMs = 600_000,
        };
    }
}
