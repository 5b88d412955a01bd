using System.Globalization;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>
/// An idempotent producer that writes numbers in order and a consumer that reads them, both of librdkafka and without a pause, until
/// <see cref="StopAsync"/>; what either was told of failures is counted. Owner: one test.
/// </summary>
internal sealed class SteadyTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly ClientConfig _producing;
    private readonly ClientConfig _consuming;
    private readonly string _topic;
    private readonly string _group;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Exception> _surfaced = [];
    private readonly Task _writing;
    private readonly Task _reading;
    private int _sent;
    private volatile int _read;
    private int _disconnects;

    /// <summary>Values are what <paramref name="value"/> makes of a number.</summary>
    public SteadyTraffic(ClientConfig producing, ClientConfig consuming, string topic, Func<int, string>? value = null, string group = "steady")
    {
        (_producing, _consuming, _topic, _group) = (producing, consuming, topic, KafkaServer.UniqueName(group));
        _writing = Task.Run(() => WriteAsync(value ?? (number => number.ToString(CultureInfo.InvariantCulture))));
        _reading = Task.Run(Read);
    }

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>What was read, in order.</summary>
    public List<string> Records { get; } = [];

    /// <summary>Offsets that the producer was told of, in order of its numbers.</summary>
    public List<long> Offsets { get; } = [];

    /// <summary>Failures that reached the application: of a record, of a read, or fatal.</summary>
    public IReadOnlyList<Exception> Surfaced => _surfaced;

    /// <summary>Connections that ended under one of the two; what was in flight on them they sent again by themselves.</summary>
    public int Disconnects => Volatile.Read(ref _disconnects);

    public Task WaitForAsync(int more)
    {
        var (sent, read) = (Sent, _read);
        return Eventually.TrueAsync(() => (Sent >= sent + more && _read >= read + more) || _writing.IsCompleted, Patience, $"{more} more records to pass; {Sent} sent, {_read} read");
    }

    /// <summary>Sends no more, and returns once everything sent is acknowledged and read.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _writing.WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
    }

    /// <summary>Nothing lost, nothing twice, nothing out of order, and nobody was told of a failure.</summary>
    public void IsWhole(Func<int, string>? value = null)
    {
        Assert.Empty(Surfaced);
        Assert.Equal(Enumerable.Range(0, Sent).Select(value ?? (number => number.ToString(CultureInfo.InvariantCulture))), Records);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_writing, _reading).ContinueWith(static _ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task WriteAsync(Func<int, string> value)
    {
        var settings = new ProducerConfig(new Dictionary<string, string>(_producing.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))))
        {
            EnableIdempotence = true,
            LingerMs = 2,
            MessageTimeoutMs = 120_000,
            ReconnectBackoffMaxMs = 500,
        };
        using var producer = new ProducerBuilder<Null, string>(settings)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => Note(error))
            .Build();
        var pending = new Queue<Task<DeliveryResult<Null, string>>>();
        while (!_stop.IsCancellationRequested)
        {
            pending.Enqueue(producer.ProduceAsync(_topic, new Message<Null, string> { Value = value(_sent) }));
            Interlocked.Increment(ref _sent);
            if (pending.Count >= 50)
                await TakeAsync(pending.Dequeue());
            if (_sent % 10 == 0)
                await Task.Delay(5);
        }

        while (pending.TryDequeue(out var last))
            await TakeAsync(last);
    }

    private async Task TakeAsync(Task<DeliveryResult<Null, string>> pending)
    {
        try
        {
            Offsets.Add((await pending).Offset.Value);
        }
        catch (ProduceException<Null, string> e)
        {
            lock (_surfaced)
                _surfaced.Add(e);
        }
    }

    private void Read()
    {
        var settings = new ConsumerConfig(new Dictionary<string, string>(_consuming.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))))
        {
            GroupId = _group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AutoCommitIntervalMs = 200,
            FetchWaitMaxMs = 100,
            ReconnectBackoffMaxMs = 500,
        };
        using var consumer = new ConsumerBuilder<Ignore, string>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => Note(error)).Build();
        consumer.Subscribe(_topic);
        while (!_writing.IsCompleted || Records.Count < Sent)
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record)
                    continue;
                Records.Add(record.Message.Value);
                _read = Records.Count;
            }
            catch (ConsumeException e)
            {
                lock (_surfaced)
                    _surfaced.Add(e);
            }
        }

        consumer.Close();
    }

    /// <summary>That a connection ended and is being made again is told too; only what is fatal asks the application to do something.</summary>
    private void Note(Error error)
    {
        if (error.Code == ErrorCode.Local_Transport)
            Interlocked.Increment(ref _disconnects);
        if (!error.IsFatal)
            return;
        lock (_surfaced)
            _surfaced.Add(new KafkaException(error));
    }
}
