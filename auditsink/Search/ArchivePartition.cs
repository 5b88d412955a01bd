using Compliance.Events.Archive;
using Compliance.Store;
using Compliance.Store.Entries;

namespace Compliance.Search;

/// <summary>What the manifest says of one partition, at the moment it was read.</summary>
/// <param name="Topic">The audit topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Files">Those that are in the archive now, in the order of their entries.</param>
/// <param name="Last">The newest entry; null: there is none.</param>
internal sealed record ArchivePartition(string Topic, int Partition, IReadOnlyList<NamedRows> Files, ManifestEntry? Last)
{
    /// <summary>When the archive last said that it had everything and nothing more had come; null: something was put there since.</summary>
    private long? SilentAt { get; init; }

    /// <summary>Up to when the archive has everything of the partition, as far as the manifest can tell; microseconds since the Unix epoch.</summary>
    public long ReachedAt => SilentAt ?? (Files.Count == 0 ? 0 : Files.Max(rows => rows.File.LastTime));

    public static async Task<ArchivePartition> ReadAsync(IArchiveStore store, string topic, int partition, CancellationToken stop)
    {
        var live = new LiveFiles(_ => true);
        var (last, silentAt) = ((ManifestEntry?)null, (long?)null);
        await foreach (var stored in new EntryLog(store, topic, partition).ReadAsync(0, stop))
        {
            last = stored.Entry;
            silentAt = last.Kind switch
            {
                EntryKind.Heartbeat => last.At,
                EntryKind.Gathering => silentAt,
                _ => null,
            };
            live.Follow(last);
        }

        return new ArchivePartition(topic, partition, [.. live.Files.OrderBy(item => item.Entry.Number).Select(item => new NamedRows(item.Entry, item.File))], last) { SilentAt = silentAt };
    }
}
