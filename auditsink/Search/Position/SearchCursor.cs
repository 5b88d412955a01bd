using System.Text.Json;
using Compliance.Events.Archive;
using Compliance.Search.Bulk;
using Compliance.Search.Settings;
using Compliance.Store;

namespace Compliance.Search.Position;

/// <summary>
/// The object that keeps one partition's <see cref="SearchPosition"/>, in the archive's store, where whoever takes the partition on finds
/// it. It may lag behind what is in the index, never lead: what is sent again meets its own id there. So neither does it matter that a sink
/// which lost the partition may write it once more. Not thread-safe.
/// </summary>
internal sealed class SearchCursor(IArchiveStore store, string topic, int partition)
{
    private readonly string _name = $"_search/{ArchiveLayout.PartitionName(topic, partition)}.json";

    /// <summary>What a position of that index says of itself.</summary>
    public static string Target(ElasticsearchSettings settings) => $"{settings.Url}{settings.IndexPrefix}";

    /// <summary>Null if there is none, or if it cannot be read: then all is sent again.</summary>
    public async Task<SearchPosition?> ReadAsync(CancellationToken stop)
    {
        if (await store.ReadAsync(_name, stop) is not { } bytes)
            return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, SearchJson.Default.SearchPosition);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Task SaveAsync(string target, BulkBatch batch, CancellationToken stop)
    {
        var position = new SearchPosition(target, batch.Next, batch.Sequences);
        return store.ReplaceAsync(_name, JsonSerializer.SerializeToUtf8Bytes(position, SearchJson.Default.SearchPosition), stop);
    }
}
