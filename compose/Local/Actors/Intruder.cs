using Confluent.Kafka;

namespace Compliance.Local.Actors;

/// <summary>Has a login of his own and nothing he may do with it: reads, writes, and tries the till's name with a guessed password.</summary>
internal sealed class Intruder(ClientConfig client, ClientConfig stolenName, string topic, TimeProvider clock)
{
    public const string User = "intruder";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Rounds of all his tries.</summary>
    public long Attempts { get; private set; }

    /// <summary>Records that an attempt to read brought him: there must be none.</summary>
    public long Read { get; private set; }

    /// <summary>Records that he got stored: there must be none.</summary>
    public long Written { get; private set; }

    /// <summary>The errors he met: Kafka's own, so that his client knows what has happened.</summary>
    public ErrorCode? ReadError { get; private set; }

    public ErrorCode? GroupError { get; private set; }

    public ErrorCode? WriteError { get; private set; }

    public ErrorCode? LoginError { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            do
            {
                await Task.Factory.StartNew(TryEverything, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void TryEverything()
    {
        ReadError = TryToRead() ?? ReadError;
        GroupError = TryToJoin() ?? GroupError;
        WriteError = TryToWrite() ?? WriteError;
        LoginError = TryToLogIn() ?? LoginError;
        Attempts++;
    }

    /// <summary>Past any group: takes a partition, polls, and asks what the cluster says of the topic.</summary>
    private ErrorCode? TryToRead()
    {
        using var consumer = Consumer();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        Poll(consumer, Look);
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        try
        {
            return admin.GetMetadata(topic, Patience).Topics.Single().Error.Code;
        }
        catch (KafkaException)
        {
            // The client was about to connect anew; the next round tells.
            return null;
        }
    }

    private ErrorCode? TryToJoin()
    {
        using var consumer = Consumer();
        consumer.Subscribe(topic);
        return Poll(consumer, Patience);
    }

    private IConsumer<Ignore, byte[]> Consumer() =>
        new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig(client) { GroupId = Investigator.Group, AutoOffsetReset = AutoOffsetReset.Earliest })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>The first error that the consumer is given, or null.</summary>
    private ErrorCode? Poll(IConsumer<Ignore, byte[]> consumer, TimeSpan patience)
    {
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < patience)
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not null)
                    Read++;
            }
            catch (ConsumeException refusal)
            {
                return refusal.Error.Code;
            }
        }
        return null;
    }

    private ErrorCode? TryToWrite()
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig(client) { MessageTimeoutMs = 8000 }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        ErrorCode? error = null;
        producer.Produce(topic, new Message<Null, byte[]> { Value = "{}"u8.ToArray() }, report =>
        {
            error = report.Error.IsError ? report.Error.Code : null;
            if (!report.Error.IsError)
                Written++;
        });
        producer.Flush(Patience);
        return error;
    }

    private ErrorCode? TryToLogIn()
    {
        ErrorCode? error = null;
        using var client = new AdminClientBuilder(stolenName).SetLogHandler((_, _) => { }).SetErrorHandler((_, met) => error = met.Code == ErrorCode.Local_Authentication ? met.Code : error).Build();
        try
        {
            client.GetMetadata(TimeSpan.FromSeconds(3));
        }
        catch (KafkaException)
        {
            // The error handler is told why.
        }
        return error;
    }
}
