using Compliance.Events.Archive;

namespace Compliance.Store.Entries;

/// <summary>
/// The files that hold an archive's rows: those that an entry names and no later one takes out. An entry is there or is not, so each row is in
/// exactly one of them at whatever moment the entries are read, also while sinks are writing. Follows entries in their order; one owner.
/// </summary>
/// <param name="fits">Which of them are wanted.</param>
public sealed class LiveFiles(Func<ArchiveFile, bool> fits)
{
    private readonly Dictionary<string, (ManifestEntry Entry, ArchiveFile File)> _live = new(StringComparer.Ordinal);

    /// <summary>In no order.</summary>
    public IReadOnlyList<(ManifestEntry Entry, ArchiveFile File)> Files => [.. _live.Values];

    public void Follow(ManifestEntry entry)
    {
        foreach (var path in entry.TakenOut)
            _live.Remove(path);
        foreach (var file in entry.Files.Where(fits))
            _live[file.Path] = (entry, file);
    }

    /// <summary>Those of a whole archive; null in a place without any entry.</summary>
    public static async Task<IReadOnlyList<(ManifestEntry Entry, ArchiveFile File)>?> FindAsync(IArchiveStore store, Func<ArchiveFile, bool> fits, CancellationToken stop)
    {
        LiveFiles? live = null;
        await foreach (var stored in ArchiveEntries.ReadAsync(store, stop))
            (live ??= new LiveFiles(fits)).Follow(stored.Entry);
        return live?.Files;
    }
}
