using System.Text.Json;
using Compliance.AuditSink.Archive;

namespace Compliance.AuditSink.Search;

/// <summary>
/// The file that keeps one partition's <see cref="SearchPosition"/>: written whole beside it, then moved over it. It may lag behind what is
/// in the index, never lead: what is sent again meets its own id there. Not thread-safe.
/// </summary>
internal sealed class SearchCursor(string path, string target)
{
    /// <summary>Null if there is none, if it speaks of another index, or if it cannot be read: then all is sent again.</summary>
    public SearchPosition? Load()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var position = JsonSerializer.Deserialize(File.ReadAllBytes(path), SearchJson.Default.SearchPosition);
            return position?.Target == target ? position : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Save(BulkBatch batch)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var position = new SearchPosition(target, batch.Next, batch.Sequences);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(position, SearchJson.Default.SearchPosition));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        Disk.SyncFolder(Path.GetDirectoryName(path)!);
    }
}
