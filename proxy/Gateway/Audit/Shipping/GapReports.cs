using Compliance.Gateway.Audit.Journaling;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>
/// Tells of missing events once each, though the shipper may read the same place again. What the journal has no room for is told later.
/// Owner: the shipper's loop.
/// </summary>
internal sealed class GapReports(ControlEvents events, AuditMetrics metrics, ILogger log)
{
    private readonly Queue<(long Epoch, long First, long Last)> _untold = new();
    private (long Epoch, long Last) _known = (-1, -1);

    public void Add(JournalEntry gap)
    {
        if ((gap.Epoch, gap.Last).CompareTo(_known) <= 0)
            return;
        _known = (gap.Epoch, gap.Last);
        _untold.Enqueue((gap.Epoch, gap.First, gap.Last));
        metrics.Gap(gap.Last - gap.First + 1);
        LogMessages.EventsMissing(log, gap.First, gap.Last, gap.Epoch);
    }

    public void Tell()
    {
        while (_untold.TryPeek(out var gap) && events.TryGap(gap.Epoch, gap.First, gap.Last))
            _untold.Dequeue();
    }
}
