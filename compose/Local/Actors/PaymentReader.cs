using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Compliance.Local.Actors;

/// <summary>
/// Reads the payments as a Kafka consumer and holds each against what the till sent and this reader is meant to see of it.
/// The consumer blocks, so it has a thread of its own.
/// </summary>
internal sealed class PaymentReader(ClientConfig client, string topic, string group, PaymentLedger ledger, Func<Payment, ReadPayment> meant)
{
    private const int Kept = 5;
    private const int Recent = 16;
    private readonly ConcurrentQueue<ReadPayment> _recent = new();
    private readonly ConcurrentQueue<string> _deviations = new();
    private long _asMeant;
    private long _otherwise;

    /// <summary>Payments read that looked as they are meant to.</summary>
    public long AsMeant => Interlocked.Read(ref _asMeant);

    /// <summary>Payments read that did not; the first five are told in <see cref="Deviations"/>.</summary>
    public long Otherwise => Interlocked.Read(ref _otherwise);

    public IReadOnlyList<string> Deviations => [.. _deviations];

    /// <summary>The last error that the consumer was given, in Kafka's words.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The last payments as this reader saw them.</summary>
    public ReadPayment? Seen(string id) => _recent.LastOrDefault(payment => payment.Id == id);

    public Task RunAsync(CancellationToken stop) =>
        Task.Factory.StartNew(() => Read(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(CancellationToken stop)
    {
        var settings = new ConsumerConfig(client) { GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, TopicMetadataRefreshIntervalMs = 2000, SessionTimeoutMs = 10000 };
        using var consumer = new ConsumerBuilder<string, byte[]>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Subscribe(topic);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { Message: { } message })
                    Take(message.Value);
            }
            catch (ConsumeException refusal)
            {
                Refusal = refusal.Error.Reason;
            }
        }
        consumer.Close();
    }

    private void Take(byte[]? value)
    {
        var read = ReadPayment.Parse(value);
        var sent = read?.Id is { } id ? ledger.Find(id) : null;
        if (sent is not null && read == meant(sent))
            Interlocked.Increment(ref _asMeant);
        else
            Deviate(read, sent);
        if (read is not null)
            _recent.Enqueue(read);
        if (_recent.Count > Recent)
            _recent.TryDequeue(out _);
    }

    private void Deviate(ReadPayment? read, Payment? sent)
    {
        Interlocked.Increment(ref _otherwise);
        if (_deviations.Count < Kept)
            _deviations.Enqueue(sent is null ? $"a record that the till did not send: {read}" : $"read {read}, meant {meant(sent)}");
    }
}
