using System.Text.Json.Nodes;
using Compliance.Harness;

namespace Compliance.Dashboards.Tests.Grafana;

/// <summary>A dashboard file, as Grafana loads it.</summary>
internal sealed class Board
{
    private Board(string name, JsonNode root) => (Name, Root) = (name, root);

    public string Name { get; }
    public JsonNode Root { get; }
    public IReadOnlyList<JsonNode> Panels => [.. Root["panels"]!.AsArray().Select(panel => panel!)];
    public IReadOnlyList<JsonNode> Variables => [.. Root["templating"]!["list"]!.AsArray().Select(variable => variable!)];
    public IReadOnlyList<JsonNode> QueryVariables => [.. Variables.Where(variable => (string)variable["type"]! == "query")];

    public JsonNode Panel(string title) => Panels.Single(panel => (string)panel["title"]! == title);

    public static string Folder => RepoRoot.Combine("dashboards");

    public static Board AccessHistory() => Load("access-history.json");

    /// <summary>The boards over the search index; those over metrics are held to theirs by tests/Gateway.Tests.</summary>
    public static IReadOnlyList<Board> All() =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Load(Path.GetFileName(path))).Where(board => (string)board.Variables[0]["query"]! == "elasticsearch")];

    private static Board Load(string name) => new(name, JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!);
}
