using System.Diagnostics;
using Confluent.Kafka;

namespace Compliance.Functional.Traffic;

/// <summary>
/// Writes numbers, from 0 up for each partition, at a steady pace, as an idempotent producer with acks=all, until it is stopped.
/// One task writes; delivery reports come on the client's own thread. A record that is not delivered is a failure: there is patience enough.
/// </summary>
internal sealed class NumberedProducer : IAsyncDisposable
{
    private const int PauseMs = 20;
    private readonly IProducer<Null, string> _producer;
    private readonly string _topic;
    private readonly Numbers _numbers;
    private readonly int _perSecond;
    private readonly long[] _written;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _writing;
    private readonly Silence _silence = new();
    private readonly List<string> _failures = [];
    private long _acknowledged;

    public NumberedProducer(ProducerConfig config, string topic, int partitions, int perSecond, Numbers numbers, Action<IClient>? give = null)
    {
        (_topic, _numbers, _perSecond, _written) = (topic, numbers, perSecond, new long[partitions]);
        var builder = new ProducerBuilder<Null, string>(config).SetLogHandler((_, line) => Log.Add(line)).SetErrorHandler((_, error) => Log.Add(error));
        if (give is not null)
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => give(client));
        _producer = builder.Build();
        _writing = Task.Run(WriteAsync);
    }

    public ClientLog Log { get; } = new();

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>The longest time between two acknowledgements.</summary>
    public TimeSpan LongestSilence => _silence.Longest;

    /// <summary>How many were written to each partition. After the stop.</summary>
    public IReadOnlyList<long> Written => _written;

    /// <summary>Reasons of the client for records that it gave up. After the stop.</summary>
    public IReadOnlyList<string> Failures => _failures;

    public static ProducerConfig Config(string bootstrapServers) => new()
    {
        BootstrapServers = bootstrapServers,
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 5,
        Debug = "eos",
        MessageTimeoutMs = 120_000,
        SocketTimeoutMs = 10_000,
        RequestTimeoutMs = 10_000,
        RetryBackoffMaxMs = 500,
        ReconnectBackoffMaxMs = 500,
        TopicMetadataRefreshIntervalMs = 10_000,
    };

    /// <summary>Writes no more, and waits until everything written is acknowledged or given up.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        await Task.Run(() => _producer.Flush(TimeSpan.FromSeconds(130)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        _producer.Dispose();
        _stopping.Dispose();
    }

    private async Task WriteAsync()
    {
        var clock = Stopwatch.StartNew();
        long total = 0;
        while (!_stopping.IsCancellationRequested)
        {
            for (var due = (long)(clock.Elapsed.TotalSeconds * _perSecond); total < due; total++)
            {
                if (!TryWrite((int)(total % _written.Length)))
                    break;
            }
            await Task.Delay(PauseMs, CancellationToken.None);
        }
    }

    /// <summary>False: the client's queue is full, as it may be while its brokers are away.</summary>
    private bool TryWrite(int partition)
    {
        try
        {
            var value = _numbers.Text(_written[partition]);
            _producer.Produce(new TopicPartition(_topic, partition), new Message<Null, string> { Value = value }, Delivered);
            _written[partition]++;
            return true;
        }
        catch (ProduceException<Null, string> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private void Delivered(DeliveryReport<Null, string> report)
    {
        if (report.Error.IsError)
        {
            lock (_failures)
                _failures.Add($"{report.Topic} {report.Partition.Value}: {report.Value} was given up: {report.Error.Reason}");
            return;
        }
        _silence.Broken();
        Interlocked.Increment(ref _acknowledged);
    }
}
