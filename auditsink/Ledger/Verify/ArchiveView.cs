using System.Globalization;
using System.Runtime.CompilerServices;
using Compliance.Events.Archive;
using Compliance.Ledger.Log;
using Compliance.Store;
using Compliance.Store.Entries;

namespace Compliance.Ledger.Verify;

/// <summary>An archive in a folder or a bucket, as a verification reads it: what is damaged is handed on as it is. Any thread.</summary>
public sealed class ArchiveView(IArchiveStore store)
{
    private const string PartitionWord = "partition=";

    public IArchiveStore Store => store;

    /// <summary>The logs that have a manifest.</summary>
    public async IAsyncEnumerable<(string Topic, int Partition)> LogsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var log in ArchiveEntries.LogsAsync(store, stop))
            yield return (log.Topic, log.Partition);
    }

    /// <summary>The logs that have checkpoints there: a log whose manifest is gone is known by them still.</summary>
    public static async IAsyncEnumerable<(string Topic, int Partition)> SignedLogsAsync(IArchiveStore store, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var topic in store.FoldersAsync(LogLayout.Folder, stop))
        {
            await foreach (var folder in store.FoldersAsync(topic, stop))
            {
                var name = folder[topic.Length..^1];
                if (name.StartsWith(PartitionWord, StringComparison.Ordinal)
                    && int.TryParse(name[PartitionWord.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
                    yield return (topic[LogLayout.Folder.Length..^1], partition);
            }
        }
    }

    /// <summary>The objects of the entries themselves, not the bundles that are made of them.</summary>
    public EntrySource Entries(string topic, int partition) => new EntryReader(store, topic, partition).ReadAsync;

    /// <summary>Names of all data files.</summary>
    public async IAsyncEnumerable<string> FilesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var folder in store.FoldersAsync("", stop))
        {
            if (folder.StartsWith('_'))
                continue;
            await foreach (var name in store.ListAsync(folder, null, stop))
            {
                if (name.EndsWith(".parquet", StringComparison.Ordinal))
                    yield return name;
            }
        }
    }

    /// <summary>A file, from its beginning; null if it is not there. A bucket's is copied to this machine, and the copy goes with the stream.</summary>
    public async Task<Stream?> OpenAsync(ManifestEntry entry, ArchiveFile file, CancellationToken stop)
    {
        var copy = Path.Combine(Path.GetTempPath(), $"compliance-verify-{Guid.NewGuid():N}.parquet");
        var path = await store.Ranges.FetchAsync(entry, file, copy, stop);
        if (path is null)
            return null;
        var options = path == copy ? FileOptions.DeleteOnClose : FileOptions.None;
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, options);
    }
}
