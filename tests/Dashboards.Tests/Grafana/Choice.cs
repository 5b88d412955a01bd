using System.Text;

namespace Compliance.Dashboards.Tests.Grafana;

/// <summary>
/// What is chosen in a board's variables, and its place in a query: Grafana's format "lucene", in which special characters are escaped and
/// several values become <c>("a" OR "b")</c>; the value of "All" goes in as it is written.
/// </summary>
internal sealed class Choice(Board board)
{
    private const string Special = "!*+-=<>&|()[]{}^~?:\\/\" \t\n\r";
    private readonly Dictionary<string, string[]> _values = [];

    public static Choice AllOf(Board board) => new(board);

    public Choice With(string variable, params string[] values)
    {
        _values[variable] = values;
        return this;
    }

    public string Fill(string query)
    {
        foreach (var variable in board.QueryVariables)
        {
            var name = (string)variable["name"]!;
            query = query.Replace($"${name}", Text(name, (string)variable["allValue"]!), StringComparison.Ordinal);
        }

        return query;
    }

    private string Text(string name, string all) => _values.TryGetValue(name, out var values)
        ? $"({string.Join(" OR ", values.Select(value => $"\"{Escape(value)}\""))})"
        : all;

    private static string Escape(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value)
        {
            if (Special.Contains(c, StringComparison.Ordinal))
                text.Append('\\');
            text.Append(c);
        }

        return text.ToString();
    }
}
