using Compliance.Events;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>The audit topic as a sink reads it: from the beginning, record by record.</summary>
internal sealed class AuditTopic : IDisposable
{
    private readonly IConsumer<byte[], byte[]> _consumer;

    private AuditTopic(IConsumer<byte[], byte[]> consumer) => _consumer = consumer;

    /// <summary>Waits until the topic is there.</summary>
    public static async Task<AuditTopic> OpenAsync(string bootstrap, string topic)
    {
        var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"sink-{Guid.NewGuid():N}",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        List<PartitionMetadata> partitions = [];
        await Eventually.TrueAsync(
            () =>
            {
                var found = admin.GetMetadata(topic, TimeSpan.FromSeconds(60)).Topics.Single();
                partitions = found.Partitions;
                return !found.Error.IsError && partitions.Count > 0;
            },
            TimeSpan.FromSeconds(60), "the audit topic to be made");
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        return new AuditTopic(consumer);
    }

    /// <summary>Everything in the order of the topic, repeats too.</summary>
    public List<AuditEvent> Events { get; } = [];
    public List<string> Keys { get; } = [];

    /// <summary>Without what a sink has seen already: sequences at or below the highest of their epoch.</summary>
    public IEnumerable<AuditEvent> First
    {
        get
        {
            var highest = new Dictionary<long, long>();
            foreach (var e in Events)
            {
                if (e.Sequence <= highest.GetValueOrDefault(e.Epoch))
                    continue;
                highest[e.Epoch] = e.Sequence;
                yield return e;
            }
        }
    }

    /// <summary>Reads on until the last event read satisfies <paramref name="last"/>; fails when nothing comes any more.</summary>
    public async Task ReadUntilAsync(Func<AuditEvent, bool> last)
    {
        await Task.Yield();
        while (Events.Count == 0 || !last(Events[^1]))
        {
            var record = _consumer.Consume(TimeSpan.FromSeconds(60))
                ?? throw new TimeoutException($"Nothing more came from the topic; {Events.Count} events were read.");
            Keys.Add(System.Text.Encoding.UTF8.GetString(record.Message.Key));
            Assert.Null(EventBatchView.Open(record.Message.Value, out var batch));
            while (batch.MoveNext())
            {
                var e = new AuditEvent();
                Assert.Null(EventCodec.Read(batch.Current, e));
                Assert.Equal((batch.Proxy, batch.Epoch), (e.Proxy, e.Epoch));
                Events.Add(e);
            }
        }
    }

    public void Dispose() => _consumer.Dispose();
}
