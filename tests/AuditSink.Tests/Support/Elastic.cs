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

    public void Dispose() => _http.Dispose();
}
