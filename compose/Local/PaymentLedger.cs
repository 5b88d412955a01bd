using System.Collections.Concurrent;

namespace Compliance.Local;

/// <summary>What the till has sent and the broker acknowledged, so that every reader's view can be held against it. Keeps the last 10,000. Thread-safe.</summary>
internal sealed class PaymentLedger
{
    private const int Kept = 10_000;
    private readonly ConcurrentDictionary<string, Payment> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private long _acknowledged;

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>The last ones, the newest first.</summary>
    public IReadOnlyList<Payment> Latest(int count) => [.. _order.TakeLast(count).Reverse().Select(Find).OfType<Payment>()];

    public IEnumerable<Payment> Payments => _byId.Values;

    /// <summary>Before it is sent: a reader may have it before the till hears of its acknowledgement.</summary>
    public void Add(Payment payment)
    {
        _byId[payment.Id] = payment;
        _order.Enqueue(payment.Id);
        if (_order.Count > Kept && _order.TryDequeue(out var oldest))
            _byId.TryRemove(oldest, out _);
    }

    public void Acknowledge() => Interlocked.Increment(ref _acknowledged);

    public Payment? Find(string id) => _byId.GetValueOrDefault(id);
}
