using System.Collections.Concurrent;
using Compliance.Kafka.Records;
using Compliance.Protect.Keys;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// The guards of a route, lent for the time of one frame: as many as threads work at once, however many sessions there are, so that
/// an idle session holds none. Thread-safe; in steady state it allocates nothing.
/// </summary>
internal sealed class GuardPool(KeyRing keys, RecordLimits limits)
{
    private readonly ConcurrentBag<RecordGuard> _idle = [];
    private readonly int _kept = 4 * Environment.ProcessorCount;

    public RecordGuard Rent() => _idle.TryTake(out var guard) ? guard : new RecordGuard(keys, limits);

    public void Return(RecordGuard guard)
    {
        if (_idle.Count < _kept)
            _idle.Add(guard);
    }
}
