using Compliance.Auditctl.Settings;
using Compliance.Events;
using Confluent.Kafka;

namespace Compliance.Auditctl.Query;

/// <summary>
/// The events of the audit topic itself, as far as the brokers keep them, each once: a shipper that is not sure sends a second time. From
/// <c>since</c> on to what is there when the question is asked; no group, no commit. One use per instance; not thread-safe.
/// </summary>
internal sealed class TopicEvents(TopicSettings settings, DateTimeOffset? since)
{
    // Records bear the time at which they were sent, by another machine's clock.
    private static readonly TimeSpan Earlier = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<(string Proxy, long Epoch), long> _last = [];

    /// <summary>Records that are no events of this product: those the sink puts aside.</summary>
    public long Unread { get; private set; }

    /// <summary>In the order of each proxy.</summary>
    /// <exception cref="IOException">The topic can't be read.</exception>
    public IEnumerable<AuditEvent> Read(CancellationToken stop)
    {
        using var consumer = Told(Open);
        var left = Told(() => Assign(consumer));
        var quiet = 0;
        while (left.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            var result = Told(() => consumer.Consume(Step));
            quiet = result is null ? quiet + 1 : 0;
            if (quiet * Step > Patience)
                throw new IOException($"{Place}: the brokers have not answered for {settings.TimeoutSeconds} s. See that they can be reached, or ask the archive (--from archive).");
            if (result is null)
                continue;
            if (result.IsPartitionEOF || result.Offset.Value >= left.GetValueOrDefault(result.Partition) - 1)
                left.Remove(result.Partition);
            if (result.IsPartitionEOF)
                continue;
            foreach (var found in Events(result.Message.Value))
                yield return found;
        }

        consumer.Close();
    }

    private TimeSpan Patience => TimeSpan.FromSeconds(settings.TimeoutSeconds);

    private string Place => $"The audit topic {settings.Topic} on {settings.Bootstrap}";

    private List<AuditEvent> Events(byte[]? record)
    {
        if (EventBatchView.Open(record, out var batch) is not null)
        {
            Unread++;
            return [];
        }

        var from = _last.GetValueOrDefault((batch.Proxy, batch.Epoch), AuditEvent.FirstSequence - 1);
        var events = new List<AuditEvent>();
        for (var sequence = batch.First; batch.MoveNext(); sequence++)
        {
            if (sequence <= from)
                continue;
            var found = new AuditEvent();
            if (EventCodec.Read(batch.Current, found) is null)
                events.Add(found);
            else
                Unread++;
        }

        _last[(batch.Proxy, batch.Epoch)] = Math.Max(from, batch.Last);
        return events;
    }

    private IConsumer<byte[], byte[]> Open() => new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(new Dictionary<string, string>(settings.Properties))
    {
        BootstrapServers = settings.Bootstrap,
        ClientId = "auditctl",
        GroupId = "auditctl",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        AllowAutoCreateTopics = false,
    }).SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();

    /// <summary>Begins at the first record that may be asked for; of each partition that has any, where to stop.</summary>
    private Dictionary<Partition, long> Assign(IConsumer<byte[], byte[]> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = admin.GetMetadata(settings.Topic, Patience).Topics.Find(there => there.Topic == settings.Topic);
        if (topic is null || topic.Error.IsError)
            throw new KafkaException(topic?.Error ?? new Error(ErrorCode.UnknownTopicOrPart));
        var ends = new Dictionary<Partition, long>();
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in topic.Partitions.ConvertAll(there => new TopicPartition(settings.Topic, there.PartitionId)))
        {
            var there = consumer.QueryWatermarkOffsets(partition, Patience);
            var start = since is { } from ? consumer.OffsetsForTimes([new(partition, new Timestamp((from - Earlier).UtcDateTime))], Patience)[0].Offset : new Offset(there.Low.Value);
            if (start.IsSpecial || start.Value >= there.High.Value)
                continue;
            starts.Add(new(partition, start));
            ends.Add(partition.Partition, there.High.Value);
        }

        consumer.Assign(starts);
        return ends;
    }

    private T Told<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (KafkaException e)
        {
            throw new IOException($"{Place} can't be read: {e.Error.Reason}. See that the settings' kafka section names a topic that this user may read, or ask the archive (--from archive).", e);
        }
    }
}
