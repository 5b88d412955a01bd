using Confluent.Kafka;

namespace Compliance.Local.Actors;

/// <summary>Writes a payment twice a second, with everything that a careless developer puts into it.</summary>
internal sealed class Till(ClientConfig client, string topic, PaymentLedger ledger, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly PaymentSource _source = new(new Random());
    private long _refused;

    /// <summary>Payments that the proxy or the broker did not take.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public string? Refusal { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        var settings = new ProducerConfig(client) { EnableIdempotence = true, CompressionType = CompressionType.Zstd, LingerMs = 5 };
        using var producer = new ProducerBuilder<string, byte[]>(settings).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            do
            {
                var payment = _source.Next();
                ledger.Add(payment);
                await SendAsync(producer, payment);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            producer.Flush(TimeSpan.FromSeconds(5));
        }
    }

    private async Task SendAsync(IProducer<string, byte[]> producer, Payment payment)
    {
        try
        {
            await producer.ProduceAsync(topic, new Message<string, byte[]> { Key = payment.Id, Value = payment.ToJson() });
            ledger.Acknowledge();
        }
        catch (ProduceException<string, byte[]> refusal)
        {
            Interlocked.Increment(ref _refused);
            Refusal = refusal.Error.Reason;
        }
    }
}
