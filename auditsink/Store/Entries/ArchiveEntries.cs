using System.Globalization;
using System.Runtime.CompilerServices;
using Compliance.Events.Archive;

namespace Compliance.Store.Entries;

/// <summary>The entries of a whole archive. Stateless; any thread; sinks may be writing.</summary>
public static class ArchiveEntries
{
    /// <summary>One log for each partition of each topic; none in a place that is no archive.</summary>
    public static async IAsyncEnumerable<EntryLog> LogsAsync(IArchiveStore store, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var folder in store.FoldersAsync($"{ArchiveLayout.ManifestFolder}/", stop))
        {
            var name = folder[(ArchiveLayout.ManifestFolder.Length + 1)..^1];
            var dash = name.LastIndexOf('-');
            if (dash > 0 && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
                yield return new EntryLog(store, name[..dash], partition);
        }
    }

    public static async IAsyncEnumerable<StoredEntry> ReadAsync(IArchiveStore store, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var log in LogsAsync(store, stop))
        {
            await foreach (var entry in log.ReadAsync(0, stop))
                yield return entry;
        }
    }
}
