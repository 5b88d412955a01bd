using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>What the tests ask of a real Elasticsearch.</summary>
internal sealed class Elastic(Uri url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = url };

    /// <summary>Documents of an index; -1 while its shards are not there yet.</summary>
    public async Task<long> CountAsync(string index)
    {
        await _http.PostAsync(new Uri($"{index}/_refresh", UriKind.Relative), null);
        return (long?)(await GetAsync($"{index}/_count"))["count"] ?? -1;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<JsonNode> SearchAsync(string index, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"{index}/_search", UriKind.Relative), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Every document of the indices by its id, as it was sent; the index before it.</summary>
    public async Task<SortedDictionary<string, string>> DocumentsAsync(string index)
    {
        await CountAsync(index);
        var found = await SearchAsync(index, """{"size":10000,"track_total_hits":true}""");
        var hits = found["hits"]!["hits"]!.AsArray();
        return new SortedDictionary<string, string>(hits.ToDictionary(hit => (string)hit!["_id"]!, hit => $"{hit!["_index"]} {hit["_source"]!.ToJsonString()}"), StringComparer.Ordinal);
    }

    public Task<JsonNode> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<JsonNode> PostAsync(string path) => SendAsync(HttpMethod.Post, path, null);

    public Task<JsonNode> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await _http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
