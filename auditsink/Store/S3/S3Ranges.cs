using System.Runtime.CompilerServices;
using System.Text;
using Compliance.Events.Archive;

namespace Compliance.Store.S3;

/// <summary>
/// Range files of an archive in a bucket. An object cannot be renamed, so files go to their place before the entry does, under names that
/// no other attempt has; a note in <c>_writing</c> says first which they are, so that whoever comes after a crash finds them. Readers go by
/// the entries; one that takes all files of the folders may meet, for a while after a crash, rows that are there once more.
/// </summary>
internal sealed class S3Ranges(IArchiveStore store, S3Bucket bucket, WorkFolder work) : IRangeFiles, IDisposable
{
    public string WorkFolder(string topic, int partition) => work.Of(topic, partition);

    public async Task StageAsync(ManifestEntry entry, CancellationToken stop)
    {
        if (entry.Files.Count == 0)
            return;
        await store.ReplaceAsync(Note(entry.Range), Encoding.UTF8.GetBytes(string.Join('\n', entry.Files.Select(file => file.Path))), stop);
        foreach (var file in entry.Files)
            await new S3Upload(bucket, file.Path, Written(entry, file)).RunAsync(stop);
    }

    public async Task PlaceAsync(ManifestEntry entry, CancellationToken stop)
    {
        if (entry.Files.Count == 0)
            return;
        await store.DeleteAsync(Note(entry.Range), stop);
        work.Clear(entry.Range);
    }

    public async Task DiscardAsync(RangeId range, CancellationToken stop)
    {
        work.Clear(range);
        if (await store.ReadAsync(Note(range), stop) is not { } note)
            return;
        foreach (var name in Encoding.UTF8.GetString(note).Split('\n'))
            await store.DeleteAsync(name, stop);
        await store.DeleteAsync(Note(range), stop);
    }

    public async IAsyncEnumerable<RangeId> LeftoversAsync(string topic, int partition, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var name in store.ListAsync(ArchiveLayout.WritingFolderOf(topic, partition), null, stop))
        {
            if (ArchiveLayout.RangeOf(topic, partition, name) is { } range)
                yield return range;
        }
    }

    public async Task<string?> FetchAsync(ManifestEntry entry, ArchiveFile file, string copy, CancellationToken stop)
    {
        using var response = await bucket.GetAsync(file.Path, stop);
        if (response is null)
            return null;
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        await using var target = new FileStream(copy, FileMode.Create, FileAccess.Write);
        await response.ResponseStream.CopyToAsync(target, stop);
        return copy;
    }

    public void Dispose() => work.Dispose();

    private string Written(ManifestEntry entry, ArchiveFile file) => Path.Combine(
        work.Of(entry.Topic, entry.Partition), ArchiveLayout.WritingName(entry.Range, ArchiveLayout.HourOf(file.FirstTime)));

    private static string Note(RangeId range) => ArchiveLayout.WritingFolderOf(range.Topic, range.Partition) + ArchiveLayout.WritingName(range);
}
