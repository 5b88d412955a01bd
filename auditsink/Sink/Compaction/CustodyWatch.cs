using Compliance.AuditSink.Telemetry;
using Compliance.Ledger.Custody;
using Compliance.Store;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// What people's statements keep from compaction, and what the metrics and the log say of it: each statement that frees nothing is told once.
/// One for the process, owned by whoever compacts at the moment; not thread-safe.
/// </summary>
internal sealed class CustodyWatch(IArchiveStore store, CustodyTrust? trust, SinkMetrics metrics, ILogger log)
{
    private readonly CustodyReach _reach = new(store, trust);
    private int _told;

    public async Task FollowAsync(CancellationToken stop)
    {
        await _reach.FollowAsync(stop);
        metrics.Holds.WithLabels("standing").Set(_reach.Standing);
        metrics.Holds.WithLabels("released").Set(_reach.Released);
        metrics.CustodyProblems.Set(_reach.Problems.Count);
        for (; _told < _reach.Problems.Count; _told++)
            log.CustodyNotBelieved(_reach.Problems[_told].Number, _reach.Problems[_told].Message);
    }

    public bool Has(CompactionSource source, DateTimeOffset now) => _reach.Has(source.AsPurged, now);
}
