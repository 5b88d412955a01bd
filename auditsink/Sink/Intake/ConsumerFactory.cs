using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Intake;

/// <summary>Makes the Kafka consumer of one outlet, its rebalances wired to it. Stateless.</summary>
internal static class ConsumerFactory
{
    private const string Strategy = "partition.assignment.strategy";

    // Only the partitions that move stop, and only what was gathered of them is read again.
    private const string Cooperative = "cooperative-sticky";

    /// <param name="settings">The broker, and what the operator says about the consumer.</param>
    /// <param name="group">Its group.</param>
    /// <param name="outlet">Takes the partitions on and gives them back, within Consume: the handlers must have answered when they return.</param>
    /// <param name="assigned">Kept up to date with the partitions that the outlet has open, and where reading began in each.</param>
    /// <param name="status">Hears of it, for the health pages.</param>
    /// <param name="log">Hears of it.</param>
    /// <param name="stop">Ends the taking on of partitions.</param>
    public static IConsumer<Ignore, byte[]> Build(
        KafkaSettings settings, string group, IOutlet outlet, Dictionary<int, long> assigned, IntakeStatus status, ILogger log, CancellationToken stop)
    {
        return new ConsumerBuilder<Ignore, byte[]>(Config(settings, group))
            .SetPartitionsAssignedHandler((_, partitions) => partitions.ConvertAll(partition =>
            {
                var next = outlet.OpenAsync(partition.Topic, partition.Partition, stop).GetAwaiter().GetResult();
                assigned[partition.Partition] = next ?? 0;
                status.Stands(partition.Partition, next ?? 0);
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
                status.GivesBack(partition.Partition);
                outlet.CloseAsync(partition.Partition).GetAwaiter().GetResult();
            }
        }
    }

    public static bool IsCooperative(KafkaSettings settings) =>
        settings.Properties.GetValueOrDefault(Strategy, Cooperative).Contains("cooperative", StringComparison.Ordinal);

    // What an operator may set otherwise comes first, then the operator's word, then what the sink rests on.
    private static ConsumerConfig Config(KafkaSettings settings, string group)
    {
        var properties = new Dictionary<string, string>
        {
            [Strategy] = Cooperative,
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
