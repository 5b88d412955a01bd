using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Search.Http;

namespace Compliance.Search.Compare;

/// <summary>Reads the index: names, numbers, documents by id, all documents. What cannot be read ends it with an <see cref="IndexException"/>.</summary>
internal sealed class IndexReader(IndexClient client, string prefix)
{
    private const int PageSize = 2000;
    private const string KeepAlive = "2m";

    /// <summary>The indices that boards over the prefix read.</summary>
    public async Task<IReadOnlyList<string>> IndicesAsync(CancellationToken stop) =>
        [.. (await AskAsync(HttpMethod.Get, $"{prefix}-*/_alias", null, stop)).Select(pair => pair.Key).Order(StringComparer.Ordinal)];

    /// <summary>Makes what was written countable, where the key may do that; else it is so within the refresh interval.</summary>
    public Task<IndexAnswer> RefreshAsync(CancellationToken stop) => client.AskAsync(HttpMethod.Post, $"{prefix}-*/_refresh", null, stop);

    /// <param name="index">Of which index.</param>
    /// <param name="before">Only documents before that time, microseconds since the Unix epoch.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<long> CountAsync(string index, long? before, CancellationToken stop)
    {
        var body = before is { } micros
            ? new JsonObject { ["query"] = new JsonObject { ["range"] = new JsonObject { ["@timestamp"] = new JsonObject { ["lt"] = micros / 1000, ["format"] = "epoch_millis" } } } }
            : null;
        return (long)(await AskAsync(HttpMethod.Post, $"{index}/_count", body, stop))["count"]!;
    }

    /// <summary>The documents under these ids, in their order, also those that are not refreshed yet; null for one that is not there.</summary>
    public async Task<JsonDocument> GetAsync(string index, IEnumerable<Guid> ids, CancellationToken stop)
    {
        var body = new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id.ToString()))]) };
        var answer = await client.AskAsync(HttpMethod.Post, $"{index}/_mget", body, stop);
        return answer.IsOk ? JsonDocument.Parse(answer.Body) : throw Refused($"{index}/_mget", answer);
    }

    /// <summary>
    /// All documents of an index, as it is at this moment: each an object with <c>_index</c>, <c>_id</c> and <c>_source</c>, valid until the
    /// next. An index that is closed, or of which a part does not answer, ends it: nobody takes some for all.
    /// </summary>
    /// <param name="index">Its name, or the pattern of several.</param>
    /// <param name="query">Which documents; null: all.</param>
    /// <param name="stop">Ends it.</param>
    public async IAsyncEnumerable<JsonElement> ScanAsync(string index, JsonObject? query, [EnumeratorCancellation] CancellationToken stop)
    {
        if ((string?)(await AskAsync(HttpMethod.Post, $"{index}/_pit?keep_alive={KeepAlive}&expand_wildcards=all", null, stop))["id"] is not { } pit)
            yield break;
        try
        {
            JsonNode? after = null;
            while (true)
            {
                using var page = await PageAsync(pit, query, after, stop);
                var hits = page.RootElement.GetProperty("hits").GetProperty("hits");
                if (hits.GetArrayLength() == 0)
                    yield break;
                foreach (var hit in hits.EnumerateArray())
                    yield return hit;
                after = JsonNode.Parse(hits[hits.GetArrayLength() - 1].GetProperty("sort").GetRawText());
            }
        }
        finally
        {
            await client.AskAsync(HttpMethod.Delete, "_pit", new JsonObject { ["id"] = pit }, CancellationToken.None);
        }
    }

    private async Task<JsonDocument> PageAsync(string pit, JsonObject? query, JsonNode? after, CancellationToken stop)
    {
        var body = new JsonObject
        {
            ["size"] = PageSize,
            ["pit"] = new JsonObject { ["id"] = pit, ["keep_alive"] = KeepAlive },
            ["sort"] = new JsonArray("_shard_doc"),
            ["track_total_hits"] = false,
        };
        if (query is not null)
            body["query"] = query.DeepClone();
        if (after is not null)
            body["search_after"] = after;
        const string Path = "_search?allow_partial_search_results=false&filter_path=hits.hits._index,hits.hits._id,hits.hits._source,hits.hits.sort";
        var answer = await client.AskAsync(HttpMethod.Post, Path, body, stop);
        if (!answer.IsOk)
            throw Refused("_search", answer);
        // Without hits nothing is left of the answer.
        return JsonDocument.Parse(answer.Body.Length > 2 ? answer.Body : "{\"hits\":{\"hits\":[]}}"u8.ToArray());
    }

    private async Task<JsonObject> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken stop)
    {
        var answer = await client.AskAsync(method, path, body, stop);
        if (answer.Status == HttpStatusCode.NotFound && answer.ErrorType is null or "index_not_found_exception")
            return [];
        return answer.IsOk ? answer.Json() : throw Refused(path, answer);
    }

    private IndexException Refused(string path, IndexAnswer answer) => new(
        $"Elasticsearch at {client.Address.Authority} does not answer {path.Split('?')[0]} ({answer}). To be compared, or searched for what was purged, the key needs read and view_index_metadata on {prefix}-*, and no index of them may be closed.");
}
