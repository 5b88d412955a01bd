using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.AuditSink.Search;
using Compliance.Dashboards.Tests.Grafana;
using Xunit;

namespace Compliance.Dashboards.Tests;

/// <summary>What a reader of a board relies on without seeing it: the rules of Grafana's own linter, and ours.</summary>
public sealed partial class LintTests
{
    private static readonly HashSet<string> Mapped = [.. SearchMapping.Fields().Select(field => field.Path)];

    public static TheoryData<string> Boards => [.. Board.All().Select(board => board.Name)];

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_board_cannot_be_edited_and_has_an_id_of_its_own(string name)
    {
        var root = Load(name).Root;

        Assert.Equal(42, (int)root["schemaVersion"]!);
        Assert.False((bool)root["editable"]!);
        Assert.InRange(((string)root["uid"]!).Length, 8, 40);
        Assert.Null(root["id"]);
        Assert.Equal(1, Board.All().Count(board => (string)board.Root["uid"]! == (string)root["uid"]!));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void The_data_source_is_a_variable_and_everything_uses_it(string name)
    {
        var board = Load(name);

        var variable = board.Variables.Single(variable => (string)variable["name"]! == "datasource");
        Assert.Equal(("datasource", "elasticsearch", "Data source"), ((string)variable["type"]!, (string)variable["query"]!, (string)variable["label"]!));
        var sources = board.Panels.Concat(board.Panels.SelectMany(panel => panel["targets"]!.AsArray())).Concat(board.QueryVariables).Select(node => node!["datasource"]!);
        Assert.All(sources, source => Assert.Equal(("elasticsearch", "${datasource}"), ((string)source["type"]!, (string)source["uid"]!)));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Variables_are_read_anew_with_the_time_range_and_All_means_all(string name) =>
        Assert.All(Load(name).QueryVariables, variable =>
        {
            Assert.Equal(2, (int)variable["refresh"]!);
            Assert.True((bool)variable["includeAll"]! && (bool)variable["multi"]!);
            Assert.Equal("* OR *:*", (string)variable["allValue"]!);
            Assert.NotEmpty((string)variable["label"]!);
            Assert.Equal("terms", (string)JsonNode.Parse((string)variable["query"]!)!["find"]!);
        });

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_panel_has_a_title_a_description_that_names_its_control_and_a_unit(string name) =>
        Assert.All(Load(name).Panels, panel =>
        {
            Assert.NotEmpty((string)panel["title"]!);
            Assert.Matches("Evidence for .*(PCI DSS|HIPAA|GDPR|SOC 2|ISO 27001|DORA)", (string)panel["description"]!);
            Assert.NotEmpty((string)panel["fieldConfig"]!["defaults"]!["unit"]!);
            Assert.NotEmpty(panel["targets"]!.AsArray());
        });

    [Theory]
    [MemberData(nameof(Boards))]
    public void Ids_are_unique_and_texts(string name)
    {
        var board = Load(name);

        Assert.Distinct(board.Panels.Select(panel => (int)panel["id"]!));
        Assert.Distinct(board.Panels.Select(panel => (string)panel["title"]!));
        foreach (var panel in board.Panels)
        {
            Assert.Distinct(panel["targets"]!.AsArray().Select(target => (string)target!["refId"]!));
            foreach (var target in panel["targets"]!.AsArray())
                Assert.Distinct(target!["metrics"]!.AsArray().Concat(target["bucketAggs"]!.AsArray()).Select(part => part!["id"]!.GetValue<string>()));
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Panels_lie_within_24_columns_and_never_on_each_other(string name)
    {
        var taken = new HashSet<(int, int)>();
        foreach (var place in Load(name).Panels.Select(panel => panel["gridPos"]!))
        {
            var (x, y, w, h) = ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
            Assert.True(x >= 0 && w > 0 && h > 0 && x + w <= 24);
            for (var cell = 0; cell < w * h; cell++)
                Assert.True(taken.Add((x + (cell % w), y + (cell / w))), "two panels share a place");
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_field_is_one_of_the_mapping(string name)
    {
        var board = Load(name);

        var queries = board.Panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => target!).ToList();
        var fields = queries.SelectMany(target => target["metrics"]!.AsArray().Concat(target["bucketAggs"]!.AsArray()).Select(part => (string?)part!["field"]))
            .Concat(queries.SelectMany(target => FieldInQuery().Matches((string)target["query"]!).Select(match => match.Groups[1].Value)))
            .Concat(queries.SelectMany(target => ExistsInQuery().Matches((string)target["query"]!).Select(match => match.Groups[1].Value)))
            .Concat(board.QueryVariables.Select(variable => (string?)JsonNode.Parse((string)variable["query"]!)!["field"]))
            .Concat(board.Panels.SelectMany(RawColumns))
            .Where(field => field is not null and not "_exists_").Distinct().ToList();
        Assert.NotEmpty(fields);
        Assert.Empty(fields.Except(Mapped!));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_time_series_has_its_time_bucket_last(string name)
    {
        foreach (var panel in Load(name).Panels.Where(panel => (string)panel["type"]! is "timeseries" or "stat"))
            Assert.All(panel["targets"]!.AsArray(), target => Assert.Equal("date_histogram", (string)target!["bucketAggs"]!.AsArray()[^1]!["type"]!));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Variables_in_queries_and_boards_in_links_exist(string name)
    {
        var board = Load(name);
        var text = board.Root.ToJsonString();

        var names = board.Variables.Select(variable => (string)variable["name"]!).ToHashSet();
        foreach (var target in board.Panels.SelectMany(panel => panel["targets"]!.AsArray()))
            Assert.Superset(VariableInQuery().Matches((string)target!["query"]!).Select(match => match.Groups[1].Value).ToHashSet(), names);
        var uids = Board.All().Select(other => (string)other.Root["uid"]!).ToHashSet();
        foreach (var link in LinkedBoard().Matches(text).Select(match => match.Groups[1].Value))
            Assert.Contains(link, uids);
        Assert.All(VariableInLink().Matches(text), match => Assert.Contains(match.Groups[1].Value, names));
    }

    private static Board Load(string name) => Board.All().Single(board => board.Name == name);

    private static IEnumerable<string?> RawColumns(JsonNode panel) =>
        (string?)panel["targets"]![0]!["metrics"]![0]!["type"] == "raw_data"
            ? panel["transformations"]![0]!["options"]!["include"]!["names"]!.AsArray().Select(name => (string?)name)
            : [];

    [GeneratedRegex(@"(?<![\w@.])([@a-z][\w.@]*):")]
    private static partial Regex FieldInQuery();

    [GeneratedRegex(@"_exists_:([\w.@]+)")]
    private static partial Regex ExistsInQuery();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex VariableInQuery();

    [GeneratedRegex(@"/d/([\w-]+)")]
    private static partial Regex LinkedBoard();

    [GeneratedRegex(@"var-(\w+)=")]
    private static partial Regex VariableInLink();
}
