using Compliance.Events;

namespace Compliance.Gateway.Audit.Gaps;

/// <summary>
/// What happened without leaving an event, because the settings permit it or because it was best effort: counted by cause and action until
/// the journal has room, and then recorded as <c>audit.gap</c> before anything else. With a <see cref="CountPage"/> a kill takes no count: the
/// next start carries it on. Bounded by the number of actions there are. Thread-safe; allocates nothing for an action that is
/// counted already.
/// </summary>
internal sealed class GapTally(TimeProvider time, long epoch = 0, CountPage? page = null)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GapKey, GapCount> _counts = [];
    private volatile bool _any;
    private long _permitted;
    private long _dropped;

    /// <summary>Something is counted and not recorded yet.</summary>
    public bool Any => _any;

    /// <summary>Events that passed while the journal was full.</summary>
    public long PermittedCount => Interlocked.Read(ref _permitted);

    /// <summary>Best-effort events that were dropped, and counts that found no place.</summary>
    public long DroppedCount => Interlocked.Read(ref _dropped);

    /// <summary>Events that are counted and not recorded yet.</summary>
    public long Pending
    {
        get
        {
            lock (_gate)
                return _counts.Values.Sum(count => count.Count);
        }
    }

    public void Add(AuditEvent e, GapCause cause)
    {
        var many = Math.Max(1, e.AggCount);
        Interlocked.Add(ref (cause == GapCause.Permitted ? ref _permitted : ref _dropped), many);
        var key = new GapKey(cause, e.Action, epoch);
        lock (_gate)
            Set(key, _counts.TryGetValue(key, out var known) ? known.With(many, e.Timestamp) : new GapCount(e.ApiKey, many, e.Timestamp, e.Timestamp));
    }

    /// <summary>An earlier start counted this, and did not come to record it.</summary>
    public void Carry(GapKey key, GapCount count)
    {
        lock (_gate)
            Set(key, count);
    }

    /// <summary>Hands each count to the journal; what it does not take stays. True: nothing is left.</summary>
    public bool TryWrite(Func<AuditEvent, bool> append)
    {
        lock (_gate)
        {
            foreach (var (key, count) in _counts)
            {
                if (!append(EventOf(key, count)))
                    return false;
                _counts.Remove(key);
                page?.Write(key, count with { Count = 0 });
            }

            _any = false;
            return true;
        }
    }

    private void Set(GapKey key, GapCount count)
    {
        _counts[key] = count;
        page?.Write(key, count);
        _any = true;
    }

    private AuditEvent EventOf(GapKey key, GapCount count) => new()
    {
        Timestamp = EventTime.Micros(time.GetUtcNow()),
        Category = "configuration",
        Type = "error",
        Action = AuditAction.Gap,
        Outcome = "failure",
        Reason = key.Reason(isLater: key.Epoch != epoch),
        ApiKey = count.ApiKey,
        AggCount = count.Count,
        AggStart = count.First,
        AggEnd = count.Last,
    };
}
