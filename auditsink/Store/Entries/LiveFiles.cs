using Compliance.Events.Archive;

namespace Compliance.Store.Entries;

/// <summary>
/// The files that hold an archive's rows: those that an entry names and no later one takes out. An entry is there or is not, so each row is in
/// exactly one of them at whatever moment this reads. Stateless; any thread; sinks may be writing.
/// </summary>
public static class LiveFiles
{
    /// <summary>Those that fit; null in a place without any entry.</summary>
    public static async Task<IReadOnlyList<(ManifestEntry Entry, ArchiveFile File)>?> FindAsync(IArchiveStore store, Func<ArchiveFile, bool> fits, CancellationToken stop)
    {
        Dictionary<string, (ManifestEntry Entry, ArchiveFile File)>? live = null;
        await foreach (var stored in ArchiveEntries.ReadAsync(store, stop))
        {
            live ??= new(StringComparer.Ordinal);
            foreach (var path in stored.Entry.TakenOut)
                live.Remove(path);
            foreach (var file in stored.Entry.Files.Where(fits))
                live[file.Path] = (stored.Entry, file);
        }

        return live?.Values.ToList();
    }
}
