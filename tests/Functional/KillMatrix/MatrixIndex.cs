using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.Functional.KillMatrix;

/// <summary>Reads the ids of all documents of an index out of a real Elasticsearch.</summary>
internal static class MatrixIndex
{
    private const int PageSize = 5000;

    public static async Task<List<string>> IdsAsync(Uri server, string prefix)
    {
        using var http = new HttpClient { BaseAddress = server };
        await PostAsync(http, $"{prefix}-*/_refresh", "");
        var ids = new List<string>();
        var page = await PostAsync(http, $"{prefix}-*/_search?scroll=5m", $$"""{"size":{{PageSize}},"_source":false,"sort":["_doc"]}""");
        while (page["hits"]!["hits"]!.AsArray() is { Count: > 0 } hits)
        {
            ids.AddRange(hits.Select(hit => (string)hit!["_id"]!));
            page = await PostAsync(http, "_search/scroll", $$"""{"scroll":"5m","scroll_id":"{{page["_scroll_id"]}}"}""");
        }

        return ids;
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body.Length == 0 ? null : content);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
