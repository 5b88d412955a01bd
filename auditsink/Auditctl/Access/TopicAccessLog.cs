using System.Text;
using Compliance.Auditctl.Settings;
using Compliance.Events;
using Confluent.Kafka;

namespace Compliance.Auditctl.Access;

/// <summary>
/// Sends uses to the audit topic, where they become rows of the same archive as everything else. A process is an epoch of its own, so that
/// several at once do not meet. Not thread-safe.
/// </summary>
internal sealed class TopicAccessLog : IAccessLog
{
    private readonly TopicSettings _settings;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly long _epoch;
    private long _sequence = AuditEvent.FirstSequence;
    private string? _lastError;

    public TopicAccessLog(TopicSettings settings, TimeProvider time)
    {
        _settings = settings;

        // Two processes that start in one moment still differ.
        _epoch = ((time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100) + Random.Shared.Next(100);
        _producer = new ProducerBuilder<byte[], byte[]>(Config(settings))
            .SetErrorHandler((_, error) => _lastError = error.Reason)
            .SetLogHandler((_, _) => { })
            .Build();
    }

    public async Task RecordAsync(AuditEvent use, CancellationToken stop)
    {
        (use.Proxy, use.Epoch, use.Sequence) = ($"auditctl@{Environment.MachineName}", _epoch, _sequence);
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(use.Proxy), Value = AccessJournal.Record(use) };
        try
        {
            await _producer.ProduceAsync(_settings.Topic, message, stop);
            _sequence++;
        }
        catch (KafkaException e)
        {
            throw new NotRecordedException($"The audit topic {_settings.Topic} on {_settings.Bootstrap} did not take the record of this use within {_settings.TimeoutSeconds} s ({_lastError ?? e.Error.Reason}), so there is no answer. See that the brokers can be reached, and that the settings' kafka section names a topic that this user may write to.", e);
        }
    }

    public void Dispose() => _producer.Dispose();

    private static ProducerConfig Config(TopicSettings settings) => new(new Dictionary<string, string>(settings.Properties))
    {
        BootstrapServers = settings.Bootstrap,
        ClientId = "auditctl",
        Acks = Acks.All,
        EnableIdempotence = true,
        LingerMs = 0,
        MessageTimeoutMs = settings.TimeoutSeconds * 1000,
        AllowAutoCreateTopics = false,
    };
}
