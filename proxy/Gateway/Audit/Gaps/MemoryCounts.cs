using Compliance.Events;

namespace Compliance.Gateway.Audit.Gaps;

/// <summary>
/// How many events are in memory alone, by action, as a kill will find them in the <see cref="CountPage"/>. An event is added before its answer
/// leaves and taken off after it is recorded, so the number is never too small. Any thread; allocates nothing for an action seen before.
/// </summary>
internal sealed class MemoryCounts(CountPage? page, GapCause cause, long epoch)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (GapCount Count, long FirstOfTurn)> _counts = new(StringComparer.Ordinal);

    public void Add(AuditEvent e, long many = 1)
    {
        lock (_gate)
        {
            var known = _counts.TryGetValue(e.Action, out var counted) && counted.Count.Count > 0;
            var first = known ? counted.FirstOfTurn : long.MaxValue;
            var count = known ? counted.Count.With(many, e.Timestamp) : new GapCount(e.ApiKey, many, e.Timestamp, e.Timestamp);
            Set(e.Action, count, Math.Min(first, e.Timestamp));
        }
    }

    public void Remove(string action, long many)
    {
        lock (_gate)
        {
            if (_counts.TryGetValue(action, out var counted))
                Set(action, counted.Count with { Count = Math.Max(0, counted.Count.Count - many) }, counted.FirstOfTurn);
        }
    }

    /// <summary>What is added from now on is not among what is about to be removed.</summary>
    public void BeginTurn() => ForEach(static (_, count) => (count, long.MaxValue));

    /// <summary>All from before the turn is removed: the first is one of those that came since.</summary>
    public void EndTurn() => ForEach(static (first, count) => (first < long.MaxValue ? count with { First = first } : count, first));

    private void ForEach(Func<long, GapCount, (GapCount Count, long FirstOfTurn)> change)
    {
        lock (_gate)
        {
            foreach (var (action, counted) in _counts)
            {
                var (count, first) = change(counted.FirstOfTurn, counted.Count);
                Set(action, count, first);
            }
        }
    }

    private void Set(string action, GapCount count, long firstOfTurn)
    {
        _counts[action] = (count, firstOfTurn);
        page?.Write(new GapKey(cause, action, epoch), count);
    }
}
