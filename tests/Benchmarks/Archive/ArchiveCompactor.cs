using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Compaction;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Ledger.Verify;
using Compliance.Store.Entries;
using Compliance.Store.Folder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Benchmarks.Archive;

/// <summary>Compacts every hour of an archive with the sink's own parts, one after the other, without its clock and its loop.</summary>
internal static class ArchiveCompactor
{
    /// <summary>Returns the rows that were written anew. The originals are gone then.</summary>
    public static async Task<long> RunAsync(string folder)
    {
        using var store = new FolderStore(folder, TimeProvider.System);
        var rows = 0L;
        await foreach (var log in ArchiveEntries.LogsAsync(store, CancellationToken.None))
            rows += await RunAsync(store, log);
        return rows;
    }

    private static async Task<long> RunAsync(FolderStore store, EntryLog log)
    {
        using var archive = await PartitionArchive.OpenAsync(store, log.Topic, log.Partition, new RollSettings(), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var state = new CompactionState(new CompactionSettings { After = TimeSpan.Zero, OriginalsStay = TimeSpan.Zero }, 0);
        var custody = new CustodyWatch(store, null, new SinkMetrics(), NullLogger.Instance);
        await custody.FollowAsync(CancellationToken.None);
        var rows = 0L;
        while (true)
        {
            await foreach (var stored in log.ReadAsync(state.Next, CancellationToken.None))
                state.Follow(stored.Entry);
            if (state.Due(DateTimeOffset.MaxValue, custody) is not { } group)
                return rows;
            var place = Path.Combine(store.Ranges.WorkFolder(log.Topic, log.Partition), $"compact-{rows}.parquet");
            var entry = await archive.ReplaceAsync(await CompactionJob.RunAsync(new ArchiveView(store), group, place, CancellationToken.None), CancellationToken.None);
            foreach (var path in entry.TakenOut)
                await store.DeleteAsync(path, CancellationToken.None);
            rows += entry.Rows;
        }
    }
}
