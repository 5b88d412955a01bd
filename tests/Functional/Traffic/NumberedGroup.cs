using Confluent.Kafka;

namespace Compliance.Functional.Traffic;

/// <summary>
/// A group of one member that reads what a <see cref="NumberedProducer"/> writes and commits as it goes. It must see every offset and
/// the numbers in their order; what it may see again is what it had not committed when its partitions were given to it anew.
/// One thread polls; everything else only reads what it has noted.
/// </summary>
internal sealed class NumberedGroup : IAsyncDisposable
{
    private readonly IConsumer<Ignore, string> _consumer;
    private readonly Numbers _numbers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<int, long> _next = [];
    private readonly HashSet<int> _anew = [];
    private readonly List<string> _faults = [];
    private readonly Silence _silence = new();
    private readonly Task _reading;
    private long _read;
    private long _again;

    public NumberedGroup(ConsumerConfig config, string topic, Numbers numbers, Action<IClient>? give = null)
    {
        _numbers = numbers;
        var builder = new ConsumerBuilder<Ignore, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { });
        builder.SetPartitionsAssignedHandler((_, given) => _anew.UnionWith(given.Select(partition => partition.Partition.Value)));
        if (give is not null)
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => give(client));
        _consumer = builder.Build();
        _consumer.Subscribe(topic);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Numbers read for the first time.</summary>
    public long Count => Interlocked.Read(ref _read);

    /// <summary>Numbers read again after their partition was given anew.</summary>
    public long Again => Interlocked.Read(ref _again);

    public TimeSpan LongestSilence => _silence.Longest;

    /// <summary>Offsets passed over or read again without cause, and numbers out of order.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    public static ConsumerConfig Config(string bootstrapServers, string group, GroupProtocol protocol)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = group,
            GroupProtocol = protocol,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
            AutoCommitIntervalMs = 500,
            SocketTimeoutMs = 10_000,
            ReconnectBackoffMaxMs = 500,
            RetryBackoffMaxMs = 500,
            TopicMetadataRefreshIntervalMs = 10_000,
        };
        if (protocol == GroupProtocol.Classic)
            config.SessionTimeoutMs = 10_000;
        return config;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        _consumer.Dispose();
        _stopping.Dispose();
    }

    private void Read()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message: not null } record)
                    Take(record);
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                // Brokers that are away; the client goes on by itself.
            }
            catch (KafkaException e)
            {
                Fault($"the reader can't go on: {e.Error.Reason}");
                return;
            }
        }
        try
        {
            _consumer.Close();
        }
        catch (KafkaException)
        {
            // Its last commit may meet a broker that is away.
        }
    }

    private void Take(ConsumeResult<Ignore, string> record)
    {
        var (partition, offset) = (record.Partition.Value, record.Offset.Value);
        var next = _next.GetValueOrDefault(partition);
        if (offset > next)
            Fault($"{record.Topic} {partition}: passed over the offsets {next} to {offset - 1}");
        if (offset < next && !_anew.Contains(partition))
            Fault($"{record.Topic} {partition}: offset {offset} came again, without cause, behind {next - 1}");
        if (Numbers.Parse(record.Message.Value) != offset)
            Fault($"{record.Topic} {partition}: offset {offset} holds {record.Message.Value}");
        if (!_numbers.IsAsRead(record.Message.Value, offset))
            Fault($"{record.Topic} {partition}: offset {offset} is not shown as the rules say: {record.Message.Value}");
        if (offset < next)
        {
            Interlocked.Increment(ref _again);
        }
        else
        {
            _anew.Remove(partition);
            _next[partition] = offset + 1;
            Interlocked.Increment(ref _read);
        }
        _silence.Broken();
        try
        {
            _consumer.StoreOffset(record);
        }
        catch (KafkaException)
        {
            // The partition was taken away meanwhile.
        }
    }

    private void Fault(string text)
    {
        lock (_faults)
            _faults.Add(text);
    }
}
