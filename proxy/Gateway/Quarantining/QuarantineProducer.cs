using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Gateway.Upstream.Tokens;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Quarantining;

/// <summary>
/// One client's life. A record is acknowledged once all replicas in sync have it; it may stand in the topic twice where an answer was lost,
/// which a client without a sequence never has to give up on. Thread-safe. Owner: the writer.
/// </summary>
internal sealed class QuarantineProducer : IDisposable
{
    private const int LargestRecord = 1_000_000_000;
    private const int MostRecords = 10_000_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly OwnTokens _tokens;
    private readonly TimeSpan _timeout;

    public QuarantineProducer(ClusterPlan plan, TimeSpan timeout, TimeProvider time, ILogger log)
    {
        _timeout = timeout;
        _tokens = new OwnTokens(plan, time, log);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(Config(plan, timeout))
            .SetOAuthBearerTokenRefreshHandler((client, _) => _tokens.Refresh(client))
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Its own bounds are out of the way: the writer's holds.</summary>
    public static ProducerConfig Config(ClusterPlan plan, TimeSpan timeout) => OwnClient.Reaching(plan, new ProducerConfig
    {
        ClientId = "compliance-proxy-quarantine",
        Acks = Acks.All,
        EnableIdempotence = false,
        MessageTimeoutMs = (int)timeout.TotalMilliseconds,
        LingerMs = 0,
        CompressionType = CompressionType.Zstd,
        MessageMaxBytes = LargestRecord,
        QueueBufferingMaxMessages = MostRecords,
        QueueBufferingMaxKbytes = int.MaxValue,

        // Whose the topic is decides how it is made; that it is not there is told soon.
        AllowAutoCreateTopics = false,
        TopicMetadataPropagationMaxMs = 1000,
    });

    /// <summary>Settles the record later, on a thread of the client's, or at once where the client does not take it.</summary>
    public void Send(QuarantinedRecord record, Action<QuarantinedRecord, Error> settle)
    {
        try
        {
            _producer.Produce(record.Topic, record.Message, report => settle(record, report.Error));
        }
        catch (ProduceException<byte[]?, byte[]?> refused)
        {
            settle(record, refused.Error);
        }
        catch (ObjectDisposedException)
        {
            // Retired in this moment; the batch comes again.
            settle(record, new Error(ErrorCode.Local_Destroy));
        }
    }

    /// <summary>Another takes its place; what it has on its way goes on.</summary>
    public void Retire() => _ = Task.Run(() =>
    {
        _producer.Flush(_timeout + Grace);
        Dispose();
    });

    public void Dispose()
    {
        _producer.Dispose();
        _tokens.Dispose();
    }
}
