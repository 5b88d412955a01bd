using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.Harness;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>
/// Stands before a real Elasticsearch that has no security of its own (it comes without x-pack), and refuses what a key without the right
/// would be refused: HTTP 403, or 403 for each document of a bulk request. Which right a request takes is as Elastic's documentation of
/// privileges has it; a request that nobody thought of is refused to everybody. It shows what we ask for, not how Elasticsearch checks it.
/// </summary>
internal sealed partial class RightsFront : IAsyncDisposable
{
    private const string Refusal = """{"error":{"type":"security_exception","reason":"unauthorized"},"status":403}""";

    // By method and path: the privilege it takes, empty for none.
    private static readonly (string Method, Regex Path, string Privilege)[] Taken =
    [
        ("GET", AliasPath(), "view_index_metadata"),
        ("GET", StatsPath(), "monitor"),
        ("POST", RefreshPath(), "maintenance"),
        ("POST", ReadPath(), "read"),
        ("DELETE", PitPath(), ""),
        ("DELETE", IndexPath(), "delete_index"),
        ("GET", LifecyclePath(), "manage_ilm"),
        ("PUT", LifecyclePath(), "manage_ilm"),
        ("GET", TemplatePath(), "manage_index_templates"),
        ("PUT", TemplatePath(), "manage_index_templates"),
    ];

    private readonly HashSet<string> _rights;
    private readonly HttpClient _server;
    private readonly HttpTap _tap;

    public RightsFront(Uri server, params string[] rights)
    {
        _rights = [.. rights, ""];
        _server = new HttpClient { BaseAddress = server };
        _tap = new HttpTap(server) { Instead = AnswerAsync };
    }

    public Uri Url => _tap.Url;

    /// <summary>What was refused, by method and path.</summary>
    public List<string> Refused { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _tap.DisposeAsync();
        _server.Dispose();
    }

    private async Task<(int Status, string Json)?> AnswerAsync(string what, byte[] body)
    {
        var (method, path) = (what.Split(' ')[0], what.Split(' ')[1].Split('?')[0].Trim('/'));
        if (method == "POST" && path == "_bulk")
            return await BulkAsync(what, body);
        var privilege = Taken.Where(known => known.Method == method && known.Path.IsMatch(path)).Select(known => known.Privilege).FirstOrDefault("nothing that is known");
        return _rights.Contains(privilege) ? null : Refuse(what, Refusal);
    }

    // Elasticsearch refuses document by document; here all of a request are, if one is.
    private async Task<(int Status, string Json)?> BulkAsync(string what, byte[] body)
    {
        var lines = Unpacked(body).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var actions = lines.Select(line => JsonNode.Parse(line)!.AsObject()).Where(line => line.Count == 1 && line.First() is { Key: "create" or "delete" or "index" or "update" }).Select(line => line.First()).ToList();
        foreach (var kind in actions.Select(action => action.Key).Distinct())
        {
            var privilege = kind switch { "create" => "create_doc", "delete" => "delete", _ => "write" };
            if (!_rights.Contains(privilege))
                return RefuseAll(what, actions);
        }

        foreach (var index in actions.Select(action => (string)action.Value!["_index"]!).Distinct())
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, index);
            using var there = await _server.SendAsync(head);
            if (!there.IsSuccessStatusCode && !_rights.Contains("auto_configure"))
                return RefuseAll(what, actions);
        }

        return null;
    }

    private (int Status, string Json) RefuseAll(string what, List<KeyValuePair<string, JsonNode?>> actions)
    {
        var items = actions.Select(action => $$"""{"{{action.Key}}":{"status":403,"error":{"type":"security_exception"} } }""");
        return (200, Refuse(what, $$"""{"errors":true,"items":[{{string.Join(',', items)}}]}""").Json);
    }

    private (int Status, string Json) Refuse(string what, string json)
    {
        lock (Refused)
            Refused.Add(what);
        return (403, json);
    }

    private static string Unpacked(byte[] body)
    {
        if (body is not [0x1F, 0x8B, ..])
            return Encoding.UTF8.GetString(body);
        using var text = new StreamReader(new GZipStream(new MemoryStream(body), CompressionMode.Decompress));
        return text.ReadToEnd();
    }

    [GeneratedRegex(@"^[^_][^/]*/_alias$")]
    private static partial Regex AliasPath();

    [GeneratedRegex(@"^[^_][^/]*/_stats/docs$")]
    private static partial Regex StatsPath();

    [GeneratedRegex(@"^[^_][^/]*/_refresh$")]
    private static partial Regex RefreshPath();

    [GeneratedRegex(@"^(?:[^_][^/]*/_(?:count|mget|pit)|_search)$")]
    private static partial Regex ReadPath();

    [GeneratedRegex(@"^_pit$")]
    private static partial Regex PitPath();

    [GeneratedRegex(@"^[^_][^/*]*$")]
    private static partial Regex IndexPath();

    [GeneratedRegex(@"^_ilm/")]
    private static partial Regex LifecyclePath();

    [GeneratedRegex(@"^_(?:component|index)_template/")]
    private static partial Regex TemplatePath();
}
