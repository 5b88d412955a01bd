using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// Reads durable events behind the writer, from segment to segment and start to start. What cannot be read shows as a break in the
/// sequences and is reported as a gap, so no loss passes unseen, whatever its cause. Owner: one shipping session; not thread-safe.
/// </summary>
internal sealed class JournalReader : IDisposable
{
    private readonly ILogger _log;
    private SegmentFile _file;
    private SegmentScanner _scanner;
    private long _epoch;
    private long _sequence;
    private long _peeked;
    private int _peekedBytes;

    public JournalReader(SegmentFile oldest, Cursor from, ILogger log)
    {
        (_log, _epoch, _sequence, _file) = (log, from.Epoch, from.Sequence, oldest);
        while (_file.IsBefore(from) && _file.Next is { } next)
            _file = next;
        var within = _file.Epoch == from.Epoch && _file.Index == from.Segment;
        _scanner = new SegmentScanner(_file.Path, within ? Math.Clamp(from.Offset, _file.Start, Math.Max(_file.Start, _file.End)) : _file.Start);
    }

    /// <summary>Behind what was advanced over.</summary>
    public Cursor Position => new(_epoch, _file.Index, _scanner.Offset, _sequence);

    /// <summary>What comes next; the same again until <see cref="Advance"/>. False if no more is durable by now.</summary>
    public bool TryPeek(out JournalEntry entry)
    {
        while (true)
        {
            // Read before the end is: a segment that is complete has no other end than the one read afterwards.
            var complete = _file.Complete;
            if (_scanner.TryPeek(_file.End, out var frame))
            {
                if (TryEntry(frame, out entry))
                    return true;
                _scanner.Advance(frame.Length);
                continue;
            }

            entry = default;
            if (!complete || _file.Next is not { } next)
                return false;
            Leave(next);
        }
    }

    /// <summary>Goes on behind what <see cref="TryPeek"/> showed.</summary>
    public void Advance()
    {
        (_epoch, _sequence) = (_file.Epoch, _peeked);
        _scanner.Advance(_peekedBytes);
    }

    public void Dispose() => _scanner.Dispose();

    private bool TryEntry(FrameView frame, out JournalEntry entry)
    {
        if (_scanner.Skipped)
            Damaged();
        entry = default;
        var isEvent = frame.Type == FrameType.Event;
        if (!isEvent && frame.Type != FrameType.Seal)
            return false;
        var before = isEvent ? frame.Number - 1 : frame.Number;

        // Without a cursor, and the first segments of the epoch gone, what came earlier is not known to be missing.
        var expected = _epoch == _file.Epoch ? _sequence + 1 : _epoch >= 0 || _file.Index == 1 ? 1 : before + 1;
        if (expected <= before)
        {
            (_peeked, _peekedBytes) = (before, 0);
            entry = new JournalEntry(_file.Proxy, _file.Epoch, expected, before, []);
            return true;
        }

        if (!isEvent || frame.Number < expected)
            return false;
        (_peeked, _peekedBytes) = (frame.Number, frame.Length);
        entry = new JournalEntry(_file.Proxy, _file.Epoch, frame.Number, frame.Number, frame.Payload);
        return true;
    }

    private void Leave(SegmentFile next)
    {
        if (_scanner.Offset < _file.End)
            Damaged();
        _scanner.Dispose();
        _file = next;
        _scanner = new SegmentScanner(next.Path, next.Start);
    }

    private void Damaged()
    {
        if (_file.Damaged)
            return;
        _file.Damaged = true;
        LogMessages.SegmentDamaged(_log, _file.Path);
    }
}
