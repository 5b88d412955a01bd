using Compliance.Events;
using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Counts heartbeats, metadata, empty fetches and the like together and records each kind once per interval. What is counted and not yet
/// recorded is in memory only: a crash of the process takes at most one interval of it, and leaves how many of each action there were. Any thread counts; allocates nothing for a kind
/// that was seen before. Owner: the audit trail.
/// </summary>
internal sealed class Aggregator : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Recorder _recorder;
    private readonly ILogger _log;
    private readonly AuditPlan _plan;
    private readonly MemoryCounts _unrecorded;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;
    private readonly Stack<Aggregate> _idle = new();
    private Dictionary<AggregateKey, Aggregate> _counting = [];
    private Dictionary<AggregateKey, Aggregate> _leaving = [];
    private int _flushing;
    private int _asked;

    public Aggregator(AuditPlan plan, Recorder recorder, TimeProvider time, ILogger log, MemoryCounts? unrecorded = null)
    {
        (_recorder, _unrecorded, _log, _plan) = (recorder, unrecorded ?? new MemoryCounts(null, GapCause.Counting, 0), log, plan);
        _timer = new PeriodicTimer(plan.AggregateInterval, time);
        _loop = FlushRegularly();
    }

    /// <summary>
    /// Counts an event; the caller may refill it. False: it can't be kept, and what it tells of must not take place. A journal that is full
    /// for now is no reason: the count waits for room.
    /// </summary>
    public bool Count(AuditEvent e)
    {
        if (_recorder.State == JournalState.Failed)
            return false;
        lock (_gate)
        {
            if (TryCount(AggregateKey.Of(e), e, 1, _plan.MaxAggregates))
            {
                _unrecorded.Add(e);
                return true;
            }
        }

        // More kinds at once than are to be held: this one is recorded by itself, and room is made for the next.
        if (Interlocked.Exchange(ref _asked, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static aggregator => aggregator.Flush(), this, preferLocal: false);
        return _recorder.Append(e);
    }

    /// <summary>Records what has been counted; what the journal refuses goes on being counted. False: another flush is under way.</summary>
    public bool Flush()
    {
        if (Interlocked.Exchange(ref _flushing, 1) == 1)
            return false;
        Volatile.Write(ref _asked, 0);
        if (!_recorder.Takes)
        {
            Volatile.Write(ref _flushing, 0);
            return true;
        }

        lock (_gate)
        {
            (_counting, _leaving) = (_leaving, _counting);
            _unrecorded.BeginTurn();
        }

        var all = true;
        foreach (var (key, aggregate) in _leaving)
        {
            var (action, many) = (aggregate.Event.Action, aggregate.Event.AggCount);
            var recorded = _recorder.Append(aggregate.Event);
            all &= recorded;
            lock (_gate)
            {
                // What comes back finds others in its place; the bound of what is new leaves room for that.
                var counts = !recorded && TryCount(key, aggregate.Event, aggregate.Event.AggCount, 2 * _plan.MaxAggregates);
                if (!recorded && !counts)
                {
                    LogMessages.CountsLost(_log, aggregate.Event.AggCount);
                    _recorder.Gaps.Add(aggregate.Event, GapCause.Uncounted);
                }

                if (!counts)
                    _unrecorded.Remove(action, many);
                _idle.Push(aggregate);
            }
        }

        if (all)
            _unrecorded.EndTurn();
        _leaving.Clear();
        Volatile.Write(ref _flushing, 0);
        return true;
    }

    public ValueTask DisposeAsync() => StopAsync(_plan.StopTimeout);

    /// <summary>Records what is counted, and waits that long for room in the journal.</summary>
    public async ValueTask StopAsync(TimeSpan patience)
    {
        _timer.Dispose();
        await _loop;
        await Patiently.UntilAsync(() => Flush() && IsEmpty, _recorder, patience);
        if (!IsEmpty)
            LogMessages.CountsLost(_log, _counting.Values.Sum(aggregate => aggregate.Event.AggCount));
    }

    /// <summary>Kinds of event that are being counted.</summary>
    public int Kinds
    {
        get
        {
            lock (_gate)
                return _counting.Count;
        }
    }

    private bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _counting.Count == 0;
        }
    }

    private bool TryCount(AggregateKey key, AuditEvent e, long count, int bound)
    {
        if (!_counting.TryGetValue(key, out var aggregate))
        {
            if (_counting.Count >= bound)
                return false;
            aggregate = _idle.TryPop(out var idle) ? idle : new Aggregate();
            aggregate.Begin(e);
            _counting.Add(key, aggregate);
        }

        aggregate.Add(e, count);
        return true;
    }

    private async Task FlushRegularly()
    {
        while (await _timer.WaitForNextTickAsync())
            Flush();
    }
}
