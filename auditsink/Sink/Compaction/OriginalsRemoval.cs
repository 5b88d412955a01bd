using System.Globalization;
using System.Text;
using Compliance.AuditSink.Telemetry;
using Compliance.Events.Archive;
using Compliance.Ledger.Verify;
using Compliance.Store;
using Compliance.Store.Entries;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Removes the files that compacted ones stand for: once they have stayed long enough, the compacted one was read where it lies and is what its
/// entry says, and no hold is on them. A crash leaves some of them, which the next run removes. Stateless; any thread.
/// </summary>
internal sealed class OriginalsRemoval(IArchiveStore store, EntryLog entries, CustodyWatch custody, SinkMetrics metrics, ILogger log)
{
    /// <summary>Number of the entry below which none are left.</summary>
    public static async Task<long> RemovedBelowAsync(IArchiveStore store, EntryLog entries, CancellationToken stop) =>
        await store.ReadAsync(ArchiveLayout.RemovedName(entries.Topic, entries.Partition), stop) is { } bytes
        && long.TryParse(Encoding.ASCII.GetString(bytes), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public async Task RunAsync(CompactionState state, DateTimeOffset now, CancellationToken stop)
    {
        while (state.Settled(now, custody) is { } replaced)
        {
            if (!await IsAtItsPlaceAsync(replaced.Entry, stop))
            {
                state.RemoveNothing();
                metrics.CompactionFailures.Inc();
                log.OriginalsKept(replaced.Entry.Topic, replaced.Entry.Partition, replaced.Entry.Number, replaced.Entry.Files[0].Path);
                return;
            }

            // A hold may have been placed while the compacted file was read.
            await custody.FollowAsync(stop);
            if (state.Settled(now, custody) != replaced)
                continue;
            await RemoveAsync(replaced, now, stop);
            await NoteAsync(state.Removed(replaced), stop);
        }
    }

    private async Task RemoveAsync(Replaced replaced, DateTimeOffset now, CancellationToken stop)
    {
        foreach (var path in replaced.Entry.TakenOut)
            await store.DeleteAsync(path, stop);
        var locked = replaced.Originals.Where(source => CompactionState.TimeOf(source.Entry) + store.Retention > now).Sum(source => source.File.Bytes);
        metrics.OriginalsBytes.WithLabels("locked").Inc(locked);
        metrics.OriginalsBytes.WithLabels("freed").Inc(replaced.Originals.Sum(source => source.File.Bytes) - locked);
        log.OriginalsRemoved(entries.Topic, entries.Partition, replaced.Entry.Number, replaced.Entry.TakenOut.Count, locked);
    }

    private Task NoteAsync(long below, CancellationToken stop) => store.ReplaceAsync(
        ArchiveLayout.RemovedName(entries.Topic, entries.Partition), Encoding.ASCII.GetBytes(below.ToString(CultureInfo.InvariantCulture)), stop);

    private async Task<bool> IsAtItsPlaceAsync(ManifestEntry entry, CancellationToken stop)
    {
        await using var stream = await new ArchiveView(store).OpenAsync(entry, entry.Files[0], stop);
        return stream is not null && await entry.Files[0].IsAsync(stream, stop);
    }
}
