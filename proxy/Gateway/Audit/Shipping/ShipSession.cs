using System.Text;
using Compliance.Events;
using Compliance.Gateway.Audit.Journaling;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>
/// One producer's life: reads the journal from where the topic has it, and sends it on in order. Any fault ends the session; the next one
/// begins again behind what was acknowledged, so the topic may get events twice but never misses or reorders a first one.
/// Owner: the shipper's loop. Acknowledgements come on the producer's thread.
/// <code>
///   journal -> reader -> batch -> producer ~~> acknowledged -> journal released
/// </code>
/// </summary>
internal sealed class ShipSession : IDisposable
{
    private static readonly TimeSpan CreatePatience = TimeSpan.FromSeconds(10);
    private readonly ShipperContext _context;
    private readonly JournalReader _reader;
    private readonly EventBatchWriter _batch;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly SentBatches _sent = new();
    private (string Proxy, byte[] Key) _key = ("", []);
    private (string Proxy, long Epoch) _gathered;
    private volatile Error? _fault;

    public ShipSession(ShipperContext context, int batchBytes)
    {
        _context = context;
        _reader = context.Loop.Read();
        _batch = new EventBatchWriter(batchBytes);
        _producer = new ProducerBuilder<byte[], byte[]>(TopicConfig.For(context.Plan))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => LogMessages.ProducerSaid(context.Log, message.Facility, message.Message))
            .Build();
    }

    /// <summary>Something was acknowledged: the way to the topic is open.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>Sends until a fault, which is thrown, or until <paramref name="draining"/> and everything is acknowledged.</summary>
    public async Task RunAsync(Func<bool> draining, CancellationToken stop)
    {
        await CreateTopicAsync(stop);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (_fault is { } fault)
                throw new KafkaException(fault);
            if (_sent.Bytes < _context.Plan.MaxUnacknowledgedBytes && TryGather())
            {
                Send();
                continue;
            }

            if (draining() && _sent.IsEmpty)
                return;
            await _context.Loop.Journal.More.WaitAsync(stop);
            if (!draining())
                await Task.Delay(_context.Plan.ShipInterval, _context.Time, stop);
        }
    }

    public void Dispose()
    {
        _producer.Dispose();
        _reader.Dispose();
    }

    private async Task CreateTopicAsync(CancellationToken stop)
    {
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        try
        {
            // Partitions and copies as the cluster's defaults say.
            var topic = new TopicSpecification { Name = _context.Plan.Topic, NumPartitions = -1, ReplicationFactor = -1 };
            await admin.CreateTopicsAsync([topic], new CreateTopicsOptions { RequestTimeout = CreatePatience }).WaitAsync(stop);
            LogMessages.TopicCreated(_context.Log, _context.Plan.Topic);
        }
        catch (KafkaException notCreated)
        {
            // It is there already, or somebody else has to make it, or the brokers are away: sending will tell.
            LogMessages.TopicNotCreated(_context.Log, _context.Plan.Topic, notCreated.Error.Code);
        }
    }

    private bool TryGather()
    {
        _context.Gaps.Tell();
        var any = false;
        while (_reader.TryPeek(out var entry))
        {
            if (entry.IsGap)
            {
                if (any)
                    break;
                _context.Gaps.Add(entry);
                _context.Gaps.Tell();
                _reader.Advance();
                continue;
            }

            if (!any)
                _batch.Start(entry.Proxy, entry.Epoch);
            else if (_gathered != (entry.Proxy, entry.Epoch))
                break;
            if (!_batch.TryAdd(entry.First, entry.Encoded))
                break;
            (any, _gathered) = (true, (entry.Proxy, entry.Epoch));
            _reader.Advance();
        }

        return any;
    }

    private void Send()
    {
        if (_key.Proxy != _gathered.Proxy)
            _key = (_gathered.Proxy, Encoding.UTF8.GetBytes(_gathered.Proxy));
        var sent = _sent.Add(_reader.Position, _batch.Length, _batch.Count);
        var message = new Message<byte[], byte[]> { Key = _key.Key, Value = _batch.Finish().ToArray() };
        _producer.Produce(_context.Plan.Topic, message, report => OnReport(report.Error, sent));
    }

    private void OnReport(Error error, SentBatch sent)
    {
        if (error.IsError)
        {
            _fault ??= error;
        }
        else if (_fault is null && _sent.Acknowledge(sent) is { } end)
        {
            Succeeded = true;
            _context.Reached();
            _context.Loop.Release(end);
        }

        if (!error.IsError)
            _context.Metrics.Shipped(sent.Events);
        _context.Loop.Journal.More.Set();
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fault ??= error;
            _context.Loop.Journal.More.Set();
        }
        else if (error.Code is ErrorCode.Local_AllBrokersDown)
        {
            _context.Lost();
        }
    }
}
