using Compliance.Events;

namespace Compliance.Gateway.Audit;

/// <summary>
/// What happened without leaving an event, because the settings permit it or because it was best effort: counted by cause and action until
/// the journal has room, and then recorded as <c>audit.gap</c> before anything else. In memory until then: a kill takes the counts, and
/// leaves the <c>audit.mode_change</c> that began the gap. Bounded by the number of actions there are. Thread-safe; counting an
/// action again allocates one small record, on a path that has lost its journal.
/// </summary>
internal sealed class GapTally(TimeProvider time)
{
    public const string Permitted = "The journal was full and audit.onFull is permit";
    public const string Dropped = "The memory for best-effort events was full";
    public const string Uncounted = "Too many kinds of event were counted while the journal took none";
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Cause, string Action), GapCount> _counts = [];
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

    public void Add(AuditEvent e, string cause)
    {
        var many = Math.Max(1, e.AggCount);
        Interlocked.Add(ref (cause == Permitted ? ref _permitted : ref _dropped), many);
        lock (_gate)
        {
            _counts[(cause, e.Action)] = _counts.TryGetValue((cause, e.Action), out var known)
                ? known with { Count = known.Count + many, First = Math.Min(known.First, e.Timestamp), Last = Math.Max(known.Last, e.Timestamp) }
                : new GapCount(e.ApiKey, many, e.Timestamp, e.Timestamp);
            _any = true;
        }
    }

    /// <summary>Hands each count to the journal; what it does not take stays. True: nothing is left.</summary>
    public bool TryWrite(Func<AuditEvent, bool> append)
    {
        lock (_gate)
        {
            foreach (var (key, count) in _counts)
            {
                if (!append(EventOf(key.Cause, key.Action, count)))
                    return false;
                _counts.Remove(key);
            }

            _any = false;
            return true;
        }
    }

    private AuditEvent EventOf(string cause, string action, GapCount count) => new()
    {
        Timestamp = EventTime.Micros(time.GetUtcNow()),
        Category = "configuration",
        Type = "error",
        Action = AuditAction.Gap,
        Outcome = "failure",
        Reason = $"{cause}: {action} left no event.",
        ApiKey = count.ApiKey,
        AggCount = count.Count,
        AggStart = count.First,
        AggEnd = count.Last,
    };
}
