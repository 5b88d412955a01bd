using System.Runtime.CompilerServices;
using Compliance.Events.Archive;

namespace Compliance.Store.Folder;

/// <summary>
/// Range files of an archive in a folder: written in its own <c>_writing</c>, moved to their place after the entry. So a reader that takes
/// all files of the folders, knowing no entries, sees no row twice at any moment.
/// </summary>
internal sealed class FolderRanges(string root) : IRangeFiles
{
    public string WorkFolder(string topic, int partition)
    {
        var folder = Path.Combine(root, ArchiveLayout.WritingFolderOf(topic, partition));
        Disk.MakeFolder(Path.TrimEndingDirectorySeparator(folder));
        return folder;
    }

    public Task StageAsync(ManifestEntry entry, CancellationToken stop)
    {
        Disk.SyncFolder(WorkFolder(entry.Topic, entry.Partition));
        return Task.CompletedTask;
    }

    public Task PlaceAsync(ManifestEntry entry, CancellationToken stop)
    {
        foreach (var file in entry.Files)
            Place(Written(entry, file), Path.Combine(root, file.Path));
        return Task.CompletedTask;
    }

    public Task DiscardAsync(RangeId range, CancellationToken stop)
    {
        var folder = WorkFolder(range.Topic, range.Partition);
        foreach (var path in Directory.GetFiles(folder, ArchiveLayout.WritingName(range) + "-*"))
            File.Delete(path);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<RangeId> LeftoversAsync(string topic, int partition, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        var ranges = Directory.GetFiles(WorkFolder(topic, partition)).Select(path => ArchiveLayout.RangeOf(topic, partition, Path.GetFileName(path)));
        foreach (var range in ranges.OfType<RangeId>().Distinct())
            yield return range;
    }

    public Task<string?> FetchAsync(ManifestEntry entry, ArchiveFile file, string copy, CancellationToken stop)
    {
        // In this order: between the two looks it can only move to its place, so that the third look finds it.
        var place = Path.Combine(root, file.Path);
        string[] looks = [place, Written(entry, file), place];
        return Task.FromResult(looks.FirstOrDefault(File.Exists));
    }

    private string Written(ManifestEntry entry, ArchiveFile file) => Path.Combine(
        root, ArchiveLayout.WritingFolderOf(entry.Topic, entry.Partition), ArchiveLayout.WritingName(entry.Range, ArchiveLayout.HourOf(file.FirstTime)));

    // The one who wrote the entry and one who took the partition on may do this at the same time.
    private static void Place(string written, string place)
    {
        if (!File.Exists(written))
            return;
        var folder = Path.GetDirectoryName(place)!;
        Disk.MakeFolder(folder);
        try
        {
            File.Move(written, place, overwrite: true);
        }
        catch (FileNotFoundException) when (File.Exists(place))
        {
        }

        Disk.SyncFolder(folder);
    }
}
