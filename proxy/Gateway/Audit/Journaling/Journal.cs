using System.Collections.Concurrent;
using Compliance.Events;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// The write-ahead log of evidence. An event that <see cref="Append"/> took has its sequence, survives a crash of the process at once and
/// a power cut once <see cref="WaitDurable"/> says so, an fsync later at the most. Sequences have no gaps and stand in their own order.
/// Any thread appends; the lock is held while an event is encoded and copied, never during a system call. All waiting for the disk
/// is done by the <see cref="JournalLoop"/>, which is the other half of this class.
/// </summary>
internal sealed class Journal
{
    /// <summary>Room that only the audit itself may use: how it came to be full has to be told while it is.</summary>
    private const int ControlReserve = 16 << 10;
    private readonly Lock _gate = new();
    private readonly FrameBuffer _frame = new();
    private readonly List<Segment> _retired = [];
    private readonly List<DurableWait> _waits = [];
    private readonly ConcurrentBag<DurableWait> _waitPool = [];
    private Segment _active;
    private Segment? _spare;
    private long _last;
    private long _durable;
    private bool _dirty;
    private bool _closed;
    private int _state;

    public Journal(Segment active, long epoch)
    {
        (_active, Epoch) = (active, epoch);
    }

    public long Epoch { get; }
    public JournalCounts Counts { get; } = new();
    public JournalState State => (JournalState)Volatile.Read(ref _state);

    /// <summary>Set whenever more can be read.</summary>
    public Signal More { get; } = new();

    /// <summary>Set while the disk thread sleeps and has something to do.</summary>
    public AutoResetEvent Work { get; } = new(false);

    /// <summary>Set when a session begins to wait for the disk: then the interval is not waited out.</summary>
    public AutoResetEvent Hurry { get; } = new(false);

    public bool IsAwaited
    {
        get
        {
            lock (_gate)
                return _waits.Count > 0;
        }
    }

    /// <summary>
    /// Gives the event its sequence and writes it down. False, and nothing happened, if evidence cannot be taken now: then what the event
    /// tells of must not happen either. <paramref name="isControl"/>: an event of the audit itself.
    /// </summary>
    public bool Append(AuditEvent e, bool isControl = false)
    {
        bool taken, wake;
        lock (_gate)
        {
            taken = TryAppend(e, isControl);
            if (!taken)
                Counts.Refuse();
            wake = !_dirty;
            _dirty = true;
        }

        if (wake)
            Work.Set();
        return taken;
    }

    /// <summary>True as soon as the event of that sequence is durable; false if it never will be known to be.</summary>
    public ValueTask<bool> WaitDurable(long sequence)
    {
        if (Volatile.Read(ref _durable) >= sequence)
            return ValueTask.FromResult(true);
        ValueTask<bool> task;
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, _last);
            if (_durable >= sequence || State == JournalState.Failed)
                return ValueTask.FromResult(_durable >= sequence);
            var wait = DurableWait.For(sequence, _waitPool);
            _waits.Add(wait);
            task = wait.Task;
        }

        Hurry.Set();
        return task;
    }

    /// <summary>What a flush has to reach; the filled segments are the caller's to finish.</summary>
    public FlushWork BeginFlush()
    {
        lock (_gate)
        {
            _dirty = false;
            return new FlushWork(_active, _active.Position, _last, [.. _retired]);
        }
    }

    public void EndFlush(FlushWork work)
    {
        work.Active.File.End = Math.Max(work.Active.File.End, work.Position);
        Reached(work.Last, durable: true, work.Retired.Length);
    }

    /// <summary>Room before the writer and behind it, in bytes that are prepared.</summary>
    public PreparedRoom Room()
    {
        lock (_gate)
            return new PreparedRoom(_active, _active.Prepared - _active.Position, _spare);
    }

    public void Offer(Segment spare)
    {
        lock (_gate)
            _spare = spare;
    }

    /// <summary>By bytes on disk and room left. From <see cref="JournalState.Failed"/> nothing leads away.</summary>
    public JournalState Become(bool filling)
    {
        lock (_gate)
        {
            var full = _spare is null && !_active.Fits(Frame.MaxBytes);
            if (State != JournalState.Failed)
                Volatile.Write(ref _state, (int)(full ? JournalState.Full : filling ? JournalState.Filling : JournalState.Ok));
            return State;
        }
    }

    /// <summary>The disk has failed. What was appended can still be read, as long as the kernel has it.</summary>
    public void Fail()
    {
        lock (_gate)
        {
            Volatile.Write(ref _state, (int)JournalState.Failed);
            foreach (var segment in _retired)
                (segment.File.End, segment.File.Complete) = (segment.Position, true);
            _active.File.End = _active.Position;
        }

        Reached(long.MaxValue, durable: false, 0);
    }

    /// <summary>Ends the last segment; the spare one is given back. Nothing is taken afterwards.</summary>
    public Segment? Close()
    {
        lock (_gate)
        {
            _closed = true;
            _active.Seal(_last);
            return _spare;
        }
    }

    private bool TryAppend(AuditEvent e, bool isControl)
    {
        if (_closed || State == JournalState.Failed)
            return false;
        e.Sequence = _last + 1;
        _frame.Clear();
        EventCodec.Write(e, _frame);
        var frame = _frame.Close(FrameType.Event, e.Sequence);
        var reserve = isControl || _spare is not null ? 0 : ControlReserve;
        if (frame.Length > Frame.MaxBytes || (!_active.Fits(frame.Length + reserve) && !TryRoll(frame.Length)))
            return false;
        _active.Append(frame);
        _last = e.Sequence;
        Counts.Took(frame.Length);
        return true;
    }

    private bool TryRoll(int bytes)
    {
        if (_spare is null || !_active.IsPrepared || !_spare.Fits(bytes))
        {
            Volatile.Write(ref _state, (int)JournalState.Full);
            return false;
        }

        _active.Seal(_last);
        _active.File.Next = _spare.File;
        _retired.Add(_active);
        (_active, _spare) = (_spare, null);
        return true;
    }

    private void Reached(long sequence, bool durable, int finished)
    {
        lock (_gate)
        {
            _retired.RemoveRange(0, finished);
            if (durable)
                Volatile.Write(ref _durable, sequence);
            for (var i = _waits.Count - 1; i >= 0; i--)
            {
                if (_waits[i].Sequence > sequence)
                    continue;
                _waits[i].Complete(durable);
                _waits[i] = _waits[^1];
                _waits.RemoveAt(_waits.Count - 1);
            }
        }

        More.Set();
    }
}
