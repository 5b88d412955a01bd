using System.Runtime.ExceptionServices;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Intake;

/// <summary>
/// The partitions that one consumer has of its group, taken on by the outlet and given back to it. Owned by the loop that polls the consumer:
/// the handlers run inside its Consume and Close, and must have answered when they return. A handler that throws leaves the group without an
/// answer, and the Close of a static member then waits for that for ever: so what fails in a handler is kept, for the loop to throw.
/// </summary>
internal sealed class AssignmentState(KafkaSettings settings, string group, IOutlet outlet, IntakeStatus status, ILogger log, CancellationToken stop)
{
    private ExceptionDispatchInfo? _failure;

    /// <summary>The partitions that the outlet has open, and where reading began in each.</summary>
    public Dictionary<int, long> StartedAt { get; } = [];

    /// <summary>Throws what a handler met; the consumer has then to be closed.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    /// <summary>
    /// Where to read on in each of <paramref name="partitions"/>, and in no other: the client takes no other answer. After a failure nothing more is
    /// taken on, and nothing is read of what has been.
    /// </summary>
    public IEnumerable<TopicPartitionOffset> Take(List<TopicPartition> partitions) => partitions.ConvertAll(partition =>
    {
        var from = new TopicPartitionOffset(partition, Offset.End);
        if (_failure is null)
            Try(() => from = Open(partition));
        return from;
    });

    public void Release(List<TopicPartitionOffset> partitions) => partitions.ForEach(partition => Try(() => Close(partition.Partition)));

    /// <summary>Gives back all that is left, before the consumer is closed.</summary>
    public void ReleaseAll()
    {
        foreach (var partition in StartedAt.Keys.ToArray())
            Try(() => Close(partition));
    }

    private TopicPartitionOffset Open(TopicPartition partition)
    {
        // The partitions that a static member had go to whoever comes under its name, whatever that one subscribes to.
        if (partition.Topic != settings.Topic)
            throw new IOException($"Group {group} has given this member partition {partition.Partition.Value} of {partition.Topic}, not of {settings.Topic}: a sink of that topic has the same 'group' and group.instance.id. Give one of them another.");
        var next = outlet.OpenAsync(partition.Topic, partition.Partition, stop).GetAwaiter().GetResult();
        StartedAt[partition.Partition] = next ?? 0;
        status.Stands(partition.Partition, next ?? 0);
        log.Assigned(group, partition.Topic, partition.Partition, next ?? 0);
        return new TopicPartitionOffset(partition, next is { } offset ? new Offset(offset) : Offset.Beginning);
    }

    private void Close(int partition)
    {
        StartedAt.Remove(partition);
        status.GivesBack(partition);
        outlet.CloseAsync(partition).GetAwaiter().GetResult();
    }

    private void Try(Action answer)
    {
        try
        {
            answer();
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }
}
