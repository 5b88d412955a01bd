using Confluent.Kafka;

namespace Compliance.Functional.KillMatrix;

/// <summary>
/// Clients that write and read through the proxy for as long as the matrix lasts, a record a request, and note every answer they get.
/// What is not answered is asked again by the clients themselves. Several tasks; the list of answers only grows.
/// </summary>
internal sealed class MatrixLoad : IAsyncDisposable
{
    /// <summary>Of each topic.</summary>
    public const int Writers = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly List<Answer> _answers = [];
    private readonly List<string> _failures = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<Task> _tasks = [];
    private readonly IProducer<Null, string> _producer;
    private readonly IConsumer<Ignore, string> _consumer;

    public MatrixLoad(string bootstrapServers, params string[] topics)
    {
        var client = new ClientConfig { BootstrapServers = bootstrapServers, ReconnectBackoffMaxMs = 500, RetryBackoffMaxMs = 500, TopicMetadataRefreshIntervalMs = 5000 };
        var config = new ProducerConfig(client) { EnableIdempotence = true, Acks = Acks.All, LingerMs = 0, BatchNumMessages = 1, MessageTimeoutMs = 1_200_000, RequestTimeoutMs = 10_000 };
        _producer = new ProducerBuilder<Null, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig(client) { GroupId = "reader", EnableAutoCommit = false, FetchWaitMaxMs = 100 })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _consumer.Assign(topics.Select(topic => new TopicPartitionOffset(topic, 0, 0)));
        foreach (var topic in topics)
        {
            for (var i = 0; i < Writers; i++)
                _tasks.Add(Task.Run(() => WriteAsync(topic)));
        }

        _tasks.Add(Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    /// <summary>How many there are so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _answers.Count;
        }
    }

    public List<Answer> Between(int from, int to)
    {
        lock (_gate)
            return _answers.GetRange(from, to - from);
    }

    /// <summary>What clients gave up. After the stop.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Waits until what was asked is answered.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _abandon.CancelAsync();
        await Task.WhenAll(_tasks);
        _producer.Dispose();
        _consumer.Dispose();
        _stop.Dispose();
        _abandon.Dispose();
    }

    private async Task WriteAsync(string topic)
    {
        for (var number = 0; !_stop.IsCancellationRequested; number++)
        {
            try
            {
                var report = await _producer.ProduceAsync(new TopicPartition(topic, 0), new Message<Null, string> { Value = $"{number}" }).WaitAsync(_abandon.Token);
                Note(new Answer("kafka.produce", topic, report.Offset.Value));
            }
            catch (Exception e) when (e is ProduceException<Null, string> or OperationCanceledException)
            {
                lock (_gate)
                    _failures.Add(e.Message);
                return;
            }

            await Task.Delay(Pause);
        }
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message: not null } record)
                    Note(new Answer("kafka.fetch", record.Topic, record.Offset.Value));
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                // Somebody on the way was killed; the client goes on by itself.
            }
        }
    }

    private void Note(Answer answer)
    {
        lock (_gate)
            _answers.Add(answer);
    }
}
