using Compliance.AuditSink.Settings;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Compliance.AuditSink.Intake;

/// <summary>Where the audit topic ends at this moment. Stateless; opens a connection of its own for each question.</summary>
internal static class TopicEnds
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The offset behind the newest record of each partition.</summary>
    public static async Task<IReadOnlyDictionary<int, long>> ReadAsync(KafkaSettings settings)
    {
        var config = new AdminClientConfig(new Dictionary<string, string>(settings.Properties)) { BootstrapServers = settings.Bootstrap };
        // It would say that it has no use for the consumer's properties.
        using var admin = new AdminClientBuilder(config).SetLogHandler((_, _) => { }).Build();
        var topics = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([settings.Topic]), new DescribeTopicsOptions { RequestTimeout = Patience });
        var asked = topics.TopicDescriptions.Single().Partitions
            .Select(partition => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(settings.Topic, partition.Partition), OffsetSpec = OffsetSpec.Latest() });
        var ends = await admin.ListOffsetsAsync(asked, new ListOffsetsOptions { RequestTimeout = Patience });
        return ends.ResultInfos.ToDictionary(info => info.TopicPartitionOffsetError.Partition.Value, info => info.TopicPartitionOffsetError.Offset.Value);
    }
}
