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

    private static ConsumerConfig Config(KafkaSettings settings, string group)
    {
        var config = new ConsumerConfig(new Dictionary<string, string>(settings.Properties))
        {
            BootstrapServers = settings.Bootstrap,
            GroupId = group,
            ClientId = group,
            EnableAutoCommit = true,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            AllowAutoCreateTopics = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            TopicMetadataRefreshIntervalMs = 10_000,
            TopicMetadataPropagationMaxMs = 1_000,
            QueuedMaxMessagesKbytes = 32 * 1024,
            FetchWaitMaxMs = 100,
            FetchErrorBackoffMs = 200,
            MaxPollIntervalMs = 600_000,
            EnablePartitionEof = false,
        };
        return config;
    }
}
