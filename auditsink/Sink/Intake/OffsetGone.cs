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

    /// <param name="consumer">Whose position is gone.</param>
    /// <param name="partition">In which partition.</param>
    /// <param name="startedAt">Where reading began in each partition; for this one, moved to where it begins now.</param>
    /// <param name="isCooperative">How the group hands partitions out; the consumer demands the fitting call.</param>
    /// <param name="log">Hears of it.</param>
    public static void Handle(IConsumer<Ignore, byte[]> consumer, TopicPartition partition, Dictionary<int, long> startedAt, bool isCooperative, ILogger log)
    {
        var watermarks = consumer.QueryWatermarkOffsets(partition, Patience);
        var wanted = Position(consumer, partition, startedAt);
        if (wanted >= watermarks.Low.Value)
        {
            throw new IOException(
                $"{partition.Topic}-{partition.Partition.Value}: the next offset to read is {wanted}, yet the topic ends at {watermarks.High.Value}. "
                + "The topic was made anew or cut. Give the sink another topic name or another archive; what is archived stays as it is.");
        }

        log.RetentionPassedUs(partition.Topic, partition.Partition, watermarks.Low.Value);
        startedAt[partition.Partition] = watermarks.Low.Value;
        AssignAnew(consumer, partition, startedAt, isCooperative);
    }

    // The partition's fetcher has stopped for good: only a new assignment starts it again.
    private static void AssignAnew(IConsumer<Ignore, byte[]> consumer, TopicPartition partition, Dictionary<int, long> startedAt, bool isCooperative)
    {
        if (isCooperative)
        {
            consumer.IncrementalUnassign([partition]);
            consumer.IncrementalAssign([new TopicPartitionOffset(partition, startedAt[partition.Partition])]);
            return;
        }

        // All at once, each where it stands.
        consumer.Assign(consumer.Assignment.ConvertAll(other => new TopicPartitionOffset(
            other, other == partition ? startedAt[partition.Partition] : Position(consumer, other, startedAt))));
    }

    private static long Position(IConsumer<Ignore, byte[]> consumer, TopicPartition partition, Dictionary<int, long> startedAt)
    {
        var position = consumer.Position(partition);
        return position == Offset.Unset ? startedAt.GetValueOrDefault(partition.Partition) : position.Value;
    }
}
