using Compliance.Dashboards.Tests.Grafana;
using Compliance.Dashboards.Tests.Traffic;
using Xunit;

namespace Compliance.Dashboards.Tests;

/// <summary>Each variable's query offers the values that the morning's traffic holds.</summary>
public sealed class VariableTests(IndexedMorning morning) : IClassFixture<IndexedMorning>
{
    private static readonly Board Board = Board.AccessHistory();

    [Theory]
    [InlineData("person", "User:analyst", "User:clerk (night)", "User:intruder", "User:investigator", "User:till")]
    [InlineData("topic", "customers/eu", "payments")]
    [InlineData("class", "address", "card-number", "e-mail")]
    public async Task A_variable_offers_what_is_there(string name, params string[] values)
    {
        var variable = Board.QueryVariables.Single(variable => (string)variable["name"]! == name);
        using var source = await morning.SourceAsync();

        Assert.Equal(values, await source.TermsAsync((string)variable["query"]!, Choice.AllOf(Board)));
    }

    [Fact]
    public void Every_query_variable_is_tested() =>
        Assert.Equal(["class", "person", "topic"], Board.QueryVariables.Select(variable => (string)variable["name"]!).Order());
}
