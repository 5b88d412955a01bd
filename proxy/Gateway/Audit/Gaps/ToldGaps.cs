using Compliance.Events;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit.Gaps;

/// <summary>
/// Which counts the journal's end tells of already: a kill may come between a count's event and the moment its number is struck off.
/// Made at the start, before anything is written; immutable.
/// </summary>
internal sealed class ToldGaps
{
    private readonly HashSet<(string Reason, long Count, long First, long Last)> _told = [];

    /// <param name="newest">The last segment of earlier starts; null: there is none.</param>
    public ToldGaps(SegmentFile? newest)
    {
        if (newest is null)
            return;
        using var scanner = new SegmentScanner(newest.Path, newest.Start);
        var e = new AuditEvent();
        for (; scanner.TryPeek(newest.End, out var frame); scanner.Advance(frame.Length))
        {
            if (frame.Type == FrameType.Event && EventCodec.Read(frame.Payload, e) is null && e.Action == AuditAction.Gap)
                _told.Add((e.Reason ?? "", e.AggCount, e.AggStart, e.AggEnd));
        }
    }

    public bool Has(GapKey key, GapCount count) => Has(key.Reason(isLater: false), count) || Has(key.Reason(isLater: true), count);

    private bool Has(string reason, GapCount count) => _told.Contains((reason, count.Count, count.First, count.Last));
}
