using System.Collections.Concurrent;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Telemetry;
using Compliance.Kafka.Records;
using Compliance.Protect.Keys;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// The guards of a route, lent for the time of one frame: as many as threads work at once, however many sessions there are, so that
/// an idle session holds none. Thread-safe; in steady state it allocates nothing.
/// </summary>
internal sealed class GuardPool(KeyRing keys, RecordLimits limits, GuardMetrics? metrics = null, SchemaRegistry? registry = null)
{
    private readonly ConcurrentBag<RecordGuard> _idle = [];
    private readonly int _kept = 4 * Environment.ProcessorCount;
    private int _lent;

    public GuardMetrics? Metrics => metrics;

    /// <summary>Null: no schemas are registered.</summary>
    public SchemaRegistry? Registry => registry;

    /// <summary>Guards at work now, and guards that wait to be lent.</summary>
    public int Lent => Volatile.Read(ref _lent);
    public int Idle => _idle.Count;

    public RecordGuard Rent()
    {
        Interlocked.Increment(ref _lent);
        return _idle.TryTake(out var guard) ? guard : new RecordGuard(keys, limits, metrics, registry?.Schemas);
    }

    public void Return(RecordGuard guard)
    {
        Interlocked.Decrement(ref _lent);
        if (_idle.Count < _kept)
            _idle.Add(guard);
    }
}
