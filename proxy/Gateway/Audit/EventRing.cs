using Compliance.Events;
using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Ladder;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Best-effort events on their way to the journal: a bounded ring in memory, emptied by a task of its own as long as the journal has room to
/// spare. Where the ring is full an event is dropped and counted, and the count is recorded;
/// of what a kill takes, the number stays. Putting hands the event itself over and
/// gives an empty one back, so nothing is copied or allocated once the ring has been round. Any thread puts. Owner: the audit trail.
/// </summary>
internal sealed class EventRing : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly AuditEvent?[] _slots;
    private readonly Recorder _recorder;
    private readonly RefusalLadder _ladder;
    private readonly MemoryCounts? _waiting;
    private readonly Signal _more = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _head;
    private int _count;

    public EventRing(int capacity, Recorder recorder, RefusalLadder ladder, MemoryCounts? waiting = null)
    {
        (_slots, _recorder, _ladder, _waiting) = (new AuditEvent?[capacity], recorder, ladder, waiting);
        _loop = Task.Run(EmptyAsync);
    }

    /// <summary>Events that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes the event, or drops and counts it; what comes back is the caller's to fill next.</summary>
    public AuditEvent Put(AuditEvent e)
    {
        AuditEvent? idle;
        lock (_gate)
        {
            if (_count == _slots.Length)
            {
                _recorder.Gaps.Add(e, GapCause.Dropped);
                return e;
            }

            ref var slot = ref _slots[(_head + _count) % _slots.Length];
            (idle, slot) = (slot, e);
            _count++;
            _waiting?.Add(e);
        }

        _more.Set();
        return idle ?? new AuditEvent();
    }

    /// <summary>Records what the journal takes at once; the rest is dropped and counted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        while (_count > 0)
        {
            if (!_recorder.Append(_slots[_head]!))
                _recorder.Gaps.Add(_slots[_head]!, GapCause.Dropped);
            Leave();
        }
    }

    private async Task EmptyAsync()
    {
        try
        {
            while (true)
            {
                await _more.WaitAsync(_stop.Token);
                while (Count > 0)
                {
                    if (_ladder.Rung < Rung.RefuseStrict && _recorder.Append(_slots[_head]!))
                        Leave();
                    else
                        await Task.Delay(Pause, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>The oldest event is done with; its instance waits in the slot for who puts the next one there.</summary>
    private void Leave()
    {
        lock (_gate)
        {
            _waiting?.Remove(_slots[_head]!.Action, 1);
            _head = (_head + 1) % _slots.Length;
            _count--;
        }
    }
}
