using System.Text.Json.Nodes;
using Compliance.Dashboards.Tests.Grafana;
using Compliance.Dashboards.Tests.Traffic;
using Xunit;

namespace Compliance.Dashboards.Tests;

/// <summary>Each panel's query, sent as Grafana sends it, finds the rows that the morning's traffic must give.</summary>
public sealed class PanelTests(IndexedMorning morning) : IClassFixture<IndexedMorning>
{
    private static readonly Board Board = Board.AccessHistory();

    public static TheoryData<string, string[]> Expected => new()
    {
        { "Accesses", ["68"] },
        { "Denied requests", ["9"] },
        { "Values seen in clear", ["52"] },
        { "Gaps in the record", ["1"] },
        { "Accesses over time by outcome", ["success: 61", "failure: 7"] },
        { "Top people", ["User:till: 30, 150", "User:analyst: 20, 200", "User:investigator: 10, 100", "User:intruder: 7, 0", "User:clerk (night): 1, 1"] },
        { "Top topics", ["payments: 67, 450", "customers/eu: 1, 1"] },
        { "Classes seen in clear, and by whom", ["e-mail | User:investigator | FRAUD-17: 10, 50", "address | User:clerk (night) | none: 1, 2"] },
        { "Data that no policy declares", ["payments | $..note | pan: 2, 8", "payments | $..refund | iban: 1, 1"] },
        { "Denied requests, one by one", ["authn.plain User:analyst ×2", "kafka.fetch User:intruder ×7"] },
        {
            "Access history",
            [
                "audit.gap  ×1", "audit.start  ×1", "authn.plain User:analyst ×2", "kafka.fetch User:analyst ×20", "kafka.fetch User:clerk (night) ×1",
                "kafka.fetch User:intruder ×7", "kafka.fetch User:investigator ×10", "kafka.produce User:till ×30",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task With_everything_chosen_a_panel_shows_all_its_rows(string title, string[] rows) =>
        Assert.Equal(rows, await ShowAsync(title, Choice.AllOf(Board)));

    [Fact]
    public void Every_panel_is_tested() =>
        Assert.Equal(Board.Panels.Select(panel => (string)panel["title"]!).Order(), Expected.Select(row => row.Data.Item1).Order());

    [Theory]
    [InlineData("Accesses", "20")]
    [InlineData("Denied requests", "2")]
    [InlineData("Values seen in clear", "0")]
    [InlineData("Gaps in the record", "1")]
    [InlineData("Accesses over time by outcome", "success: 20")]
    [InlineData("Top people", "User:analyst: 20, 200")]
    [InlineData("Top topics", "payments: 20, 200")]
    [InlineData("Classes seen in clear, and by whom")]
    [InlineData("Data that no policy declares")]
    [InlineData("Denied requests, one by one", "authn.plain User:analyst ×2")]
    [InlineData("Access history", "authn.plain User:analyst ×2", "kafka.fetch User:analyst ×20")]
    public async Task A_chosen_person_leaves_only_theirs(string title, params string[] rows) =>
        Assert.Equal(rows, await ShowAsync(title, new Choice(Board).With("person", "User:analyst")));

    [Theory]
    [InlineData("Top people", "User:clerk (night): 1, 1")]
    [InlineData("Denied requests, one by one")]
    [InlineData("Access history", "kafka.fetch User:clerk (night) ×1")]
    public async Task A_chosen_topic_leaves_only_its_own_whatever_characters_it_has(string title, params string[] rows) =>
        Assert.Equal(rows, await ShowAsync(title, new Choice(Board).With("topic", "customers/eu").With("person", "User:clerk (night)", "User:analyst")));

    [Theory]
    [InlineData("Top people", "User:analyst: 20, 200", "User:investigator: 10, 100")]
    [InlineData("Values seen in clear", "50")]
    public async Task Chosen_classes_leave_only_requests_that_met_them(string title, params string[] rows) =>
        Assert.Equal(rows, await ShowAsync(title, new Choice(Board).With("class", "e-mail", "card-number")));

    [Fact]
    public async Task Documents_come_newest_first_with_every_column_of_the_table()
    {
        var panel = Board.Panel("Access history");
        using var source = await morning.SourceAsync();

        var documents = Answer.Documents(await source.QueryAsync(panel["targets"]![0]!, Choice.AllOf(Board)));

        Assert.Equal("audit.gap", (string)documents[0]["event.action"]!);
        var columns = panel["transformations"]![0]!["options"]!["include"]!["names"]!.AsArray().Select(name => (string)name!);
        var seen = documents.SelectMany(document => document.AsObject().Select(pair => pair.Key)).ToHashSet();
        // what this morning's traffic does not fill
        string[] empty = ["kafka.purpose", "kafka.group.id", "kafka.agg.count"];
        Assert.Empty(columns.Except(seen).Except(empty));
    }

    [Fact]
    public async Task Outside_the_time_range_nothing_shows()
    {
        using var source = await morning.SourceAsync(Morning.Noon, Morning.Noon.AddHours(1));
        foreach (var panel in Board.Panels)
            Assert.All(await RowsAsync(source, panel, Choice.AllOf(Board)), row => Assert.Equal("0", row));
    }

    private async Task<IReadOnlyList<string>> ShowAsync(string title, Choice choice)
    {
        using var source = await morning.SourceAsync();
        return await RowsAsync(source, Board.Panel(title), choice);
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(ElasticsearchSource source, JsonNode panel, Choice choice)
    {
        var target = panel["targets"]!.AsArray().Single()!;
        var answer = await source.QueryAsync(target, choice);
        if (answer["aggregations"] is null)
        {
            return [.. Answer.Documents(answer).GroupBy(document => $"{document["event.action"]} {document["user.name"]}")
                .Select(group => $"{group.Key} ×{group.Count()}").Order(StringComparer.Ordinal)];
        }

        var numbers = target["metrics"]!.AsArray().Count(metric => (string)metric!["type"]! != "max");
        return [.. Answer.Rows(answer, target).Select(row => (row.Keys.Length > 0 ? row.Keys + ": " : "") + string.Join(", ", row.Values.Take(numbers)))];
    }
}
