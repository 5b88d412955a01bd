using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Intake;

/// <summary>
/// What to do when the broker no longer has, or never had, the offset to read on from. Events that its retention took before they were
/// read show as a gap in their sequences; a topic that ends before our position is another topic, and no one may guess.
/// </summary>
internal static class OffsetGone
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void Handle(IConsumer<Ignore, byte[]> consumer, ConsumeException e, IReadOnlyDictionary<int, long> startedAt, ILogger log)
    {
        var partition = e.ConsumerRecord.TopicPartition;
        var watermarks = consumer.QueryWatermarkOffsets(partition, Patience);
        var position = consumer.Position(partition);
        var wanted = position == Offset.Unset ? startedAt.GetValueOrDefault(partition.Partition) : position.Value;
        if (wanted < watermarks.Low.Value)
        {
            log.RetentionPassedUs(partition.Topic, partition.Partition, watermarks.Low.Value);
            consumer.Seek(new TopicPartitionOffset(partition, watermarks.Low));
            return;
        }

        throw new IOException(
            $"{partition.Topic}-{partition.Partition}: the archive holds offsets up to {wanted}, the topic ends at {watermarks.High.Value}. "
            + "The topic was made anew or cut. Give the sink another topic name or another archive; what is archived stays as it is.");
    }
}
