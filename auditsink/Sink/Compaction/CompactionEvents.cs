using System.Globalization;
using Compliance.AuditSink.Intake;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Store.Entries;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Compactions as events of the archive: each is told by the range of its partition that comes next. So what the last range has not told is
/// known from the entries alone. Stateless.
/// </summary>
internal static class CompactionEvents
{
    // Behind the last range stand heartbeats too, one a minute: of a longer silence only the newest part is looked through.
    private const int Most = 1024;

    /// <summary>Compactions behind the last range, oldest first.</summary>
    public static async Task<List<ManifestEntry>> UntoldAsync(EntryLog log, ManifestEntry? last, CancellationToken stop)
    {
        var untold = new List<ManifestEntry>();
        if (last is null or { Kind: null or EntryKind.Range })
            return untold;
        await foreach (var stored in log.ReadAsync(Math.Max(0, last.Number - Most), stop))
        {
            if (stored.Entry.Kind is null or EntryKind.Range)
                untold.Clear();
            else if (stored.Entry.Kind == EntryKind.Compaction)
                untold.Add(stored.Entry);
        }

        return untold;
    }

    public static AuditEvent Of(ManifestEntry entry)
    {
        var e = new AuditEvent();
        var reason = string.Create(CultureInfo.InvariantCulture, $"Entry {entry.Number} puts one file in the place of {entry.TakenOut.Count}, with the same rows.");
        SinkEvents.FillCompacted(e, entry, reason);
        return e;
    }
}
