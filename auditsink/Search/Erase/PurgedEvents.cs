using Compliance.Events.Archive;
using Compliance.Ledger.Custody;
using Compliance.Search.Documents;
using Compliance.Store;
using Compliance.Store.Entries;

namespace Compliance.Search.Erase;

/// <summary>
/// Tells which documents are of events whose files were purged. The rows are gone and their ids with them; what remains for good is the
/// manifest, and it is enough, since an event comes once:
/// <code>
/// a document is of a purged file = its time is within the file's, which are all of one hour,
///     and its sequence is one by which the marks of the file's entry differ from those of the entry before
/// </code>
/// A compacted file has the entries of its originals. What the sink noted of no proxy is told by its time alone, and a document may say
/// anything: so nothing is erased whose id an event of the archive has. Immutable.
/// </summary>
internal sealed class PurgedEvents
{
    private readonly Dictionary<DateTime, List<(PurgedFile Purged, IReadOnlyList<EntrySequences> Entries)>> _byHour = [];

    private PurgedEvents()
    {
    }

    /// <summary>Hours that had a file, in their order.</summary>
    public IEnumerable<DateTime> Hours => _byHour.Keys.Order();

    public IEnumerable<DateTime> HoursOf(DateOnly day) => Hours.Where(hour => DateOnly.FromDateTime(hour) == day);

    public static async Task<PurgedEvents> ReadAsync(IArchiveStore store, IEnumerable<PurgedFile> files, CancellationToken stop)
    {
        var read = new PurgedEvents();
        foreach (var log in files.GroupBy(purged => purged.File.Log, StringComparer.Ordinal))
        {
            var (topic, partition) = PurgeFile.PartsOf(log.Key);
            var entries = await new EntryLog(store, topic, partition).ReadAsync(0, stop).Select(stored => stored.Entry).ToListAsync(stop);
            foreach (var purged in log)
                read.Add(purged, entries);
        }

        return read;
    }

    /// <summary>The file that the document's event stood in; null: it is of none that was purged.</summary>
    public PurgedFile? Of(DocumentPlace place)
    {
        if (place.Time < 0 || !_byHour.TryGetValue(ArchiveLayout.HourOf(place.Time), out var files))
            return null;
        foreach (var (purged, entries) in files)
        {
            if (place.Time >= purged.File.FirstTime && place.Time <= purged.File.LastTime && (place.Proxy is null || entries.Any(entry => entry.Has(place))))
                return purged;
        }

        return null;
    }

    private void Add(PurgedFile purged, List<ManifestEntry> entries)
    {
        // A manifest that was cut: auditctl verify names that.
        if (purged.File.Entry >= entries.Count)
            return;
        var hour = ArchiveLayout.HourOf(purged.File.FirstTime);
        if (!_byHour.TryGetValue(hour, out var files))
            _byHour.Add(hour, files = []);
        var originals = entries[(int)purged.File.Entry].TakenOut.ToHashSet(StringComparer.Ordinal);
        var brought = originals.Count == 0 ? [(int)purged.File.Entry] : entries.Where(entry => entry.Files.Any(file => originals.Contains(file.Path))).Select(entry => (int)entry.Number);
        files.Add((purged, [.. brought.Select(number => new EntrySequences(number == 0 ? [] : entries[number - 1].Sequences, entries[number].Sequences))]));
    }
}
