using System.Text.Json;
using Compliance.Store;

namespace Compliance.AuditSink.Search;

/// <summary>
/// The object that keeps one partition's <see cref="SearchPosition"/>, in the archive's store, where whoever takes the partition on finds
/// it. It may lag behind what is in the index, never lead: what is sent again meets its own id there. So neither does it matter that a sink
/// which lost the partition may write it once more. Not thread-safe.
/// </summary>
internal sealed class SearchCursor(IArchiveStore store, string name, string target)
{
    /// <summary>Null if there is none, if it speaks of another index, or if it cannot be read: then all is sent again.</summary>
    public async Task<SearchPosition?> LoadAsync(CancellationToken stop)
    {
        if (await store.ReadAsync(name, stop) is not { } bytes)
            return null;
        try
        {
            var position = JsonSerializer.Deserialize(bytes, SearchJson.Default.SearchPosition);
            return position?.Target == target ? position : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Task SaveAsync(BulkBatch batch, CancellationToken stop)
    {
        var position = new SearchPosition(target, batch.Next, batch.Sequences);
        return store.ReplaceAsync(name, JsonSerializer.SerializeToUtf8Bytes(position, SearchJson.Default.SearchPosition), stop);
    }
}
