using System.Text;
using Compliance.Events;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Upstream.Tokens;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>
/// One producer's life: reads the journal from where the topic has it and sends it on, one batch at a time. With a second batch on its way,
/// the failure of the first (too large, not allowed just then) would leave a hole that the second has passed: a client that pipelines
/// goes on behind a batch that was refused. Any fault ends the session; the next begins again behind what was acknowledged, so the
/// topic may get an event twice but never a later one first. Owner: the shipper's loop.
/// <code>
///   journal -> reader -> batch -> producer -> acknowledged -> journal released
/// </code>
/// </summary>
internal sealed class ShipSession : IDisposable
{
    private const int DefaultOfCluster = -1;

    // Records bear the brokers' time: they take one whose own time is far ahead for wrong, and let go of one whose time is long past.
    private static readonly Dictionary<string, string> Configs = new() { ["message.timestamp.type"] = "LogAppendTime" };

    // A value of this size stays out of the large object heap; larger ones are built only to catch up.
    private const int UsualBatchBytes = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ShipperContext _context;
    private readonly JournalReader _reader;
    private readonly EventBatchWriter _batch;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly OwnTokens _tokens;
    private readonly AuditEvent _first = new();
    private readonly int _maxBytes;
    private (string Proxy, long Epoch) _gathered;
    private int _limit;

    public ShipSession(ShipperContext context, int maxBytes)
    {
        (_context, _maxBytes, _limit) = (context, maxBytes, Math.Min(maxBytes, UsualBatchBytes));
        _reader = context.Loop.Read();
        _batch = new EventBatchWriter(maxBytes);
        _tokens = new OwnTokens(context.Plan.Cluster, context.Time, context.Log);
        _producer = new ProducerBuilder<byte[], byte[]>(TopicConfig.For(context.Plan))
            .SetOAuthBearerTokenRefreshHandler((client, _) => _tokens.Refresh(client))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => LogMessages.ProducerSaid(context.Log, message.Facility, message.Message))
            .Build();
    }

    /// <summary>Something was acknowledged: the way to the topic is open.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>Of the batch that was sent last.</summary>
    public int BatchBytes => _batch.Length;
    public int BatchEvents => _batch.Count;

    /// <summary>Sends until a fault, which is thrown, or until <paramref name="draining"/> and everything is acknowledged.</summary>
    public async Task RunAsync(Func<bool> draining, CancellationToken stop)
    {
        await CreateTopicAsync(stop);
        while (true)
        {
            // Asked before the journal is: what was durable when the draining began is sent.
            var last = draining();
            while (TryGather())
                await SendAsync(stop);
            if (last)
                return;
            await _context.Loop.Journal.More.WaitAsync(stop);
            if (!draining())
                await Task.Delay(_context.Plan.ShipInterval, _context.Time, stop);
        }
    }

    public void Dispose()
    {
        _producer.Dispose();
        _tokens.Dispose();
        _reader.Dispose();
    }

    private async Task CreateTopicAsync(CancellationToken stop)
    {
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        try
        {
            if (await IsThereAsync(admin, stop))
                return;
            var topic = new TopicSpecification { Name = _context.Plan.Topic, NumPartitions = DefaultOfCluster, ReplicationFactor = DefaultOfCluster, Configs = Configs };
            await admin.CreateTopicsAsync([topic], new CreateTopicsOptions { RequestTimeout = Patience }).WaitAsync(stop);
            LogMessages.TopicCreated(_context.Log, _context.Plan.Topic);
        }
        catch (KafkaException notCreated)
        {
            // It may be somebody else's to make, or the brokers are away: sending will tell.
            LogMessages.TopicNotCreated(_context.Log, _context.Plan.Topic, notCreated.Error.Code);
        }
    }

    // A stop does not wait for an answer: what the client still does for it ends with the client.
    private async Task<bool> IsThereAsync(IAdminClient admin, CancellationToken stop)
    {
        try
        {
            await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([_context.Plan.Topic]), new DescribeTopicsOptions { RequestTimeout = Patience }).WaitAsync(stop);
            return true;
        }
        catch (DescribeTopicsException answered)
        {
            return answered.Results.TopicDescriptions is not [{ Error.Code: ErrorCode.UnknownTopicOrPart }];
        }
    }

    private bool TryGather()
    {
        _context.Gaps.Tell();
        var (any, full) = (false, false);
        while (!full && _reader.TryPeek(out var entry))
        {
            if (entry.IsGap && !any)
            {
                _context.Gaps.Add(entry);
                _context.Gaps.Tell();
                _reader.Advance();
                continue;
            }

            if (!any)
                _batch.Start(entry.Proxy, entry.Epoch);
            else if (entry.IsGap || _gathered != (entry.Proxy, entry.Epoch))
                break;
            full = (any && _batch.Length + entry.Encoded.Length > _limit) || !_batch.TryAdd(entry.First, entry.Encoded);
            if (full)
                break;
            if (!any && EventCodec.Read(entry.Encoded, _first) is null)
                _context.Metrics.Sending(_first.Timestamp);
            (any, _gathered) = (true, (entry.Proxy, entry.Epoch));
            _reader.Advance();
        }

        _limit = full ? Math.Min(_limit * 2, _maxBytes) : Math.Min(UsualBatchBytes, _maxBytes);
        return any;
    }

    private async Task SendAsync(CancellationToken stop)
    {
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(_gathered.Proxy), Value = _batch.Finish().ToArray() };
        await _producer.ProduceAsync(_context.Plan.Topic, message, stop);
        Succeeded = true;
        _context.Reached();
        _context.Metrics.Shipped(_batch.Count, _batch.Length);
        _context.Loop.Release(_reader.Position);
    }

    private void OnError(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown)
            _context.Lost();
    }
}
