using Compliance.AuditSink.Settings;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Intake;

/// <summary>Makes the Kafka consumer of one outlet, its rebalances wired to it. Stateless.</summary>
internal static class ConsumerFactory
{
    private const string Strategy = "partition.assignment.strategy";

    // Only the partitions that move stop, and only what was gathered of them is read again.
    private const string Cooperative = "cooperative-sticky";

    public static IConsumer<Ignore, byte[]> Build(KafkaSettings settings, string group, AssignmentState assignment, ILogger log) =>
        new ConsumerBuilder<Ignore, byte[]>(Config(settings, group))
            .SetPartitionsAssignedHandler((_, partitions) => assignment.Take(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => assignment.Release(partitions))
            .SetPartitionsLostHandler((_, partitions) => assignment.Release(partitions))
            .SetErrorHandler((_, error) => log.ClientError(group, error.Reason))
            .SetLogHandler((_, message) => log.ClientLog(group, message.Message))
            .Build();

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
