using System.Globalization;
using Compliance.Events;
using Spectre.Console;

namespace Compliance.Auditctl.Output;

/// <summary>The answer as a table for a person's eyes. Text that a client chose cannot move the cursor or colour the screen.</summary>
public static class AccessTable
{
    private static readonly string[] Titles = ["Time (UTC)", "Who", "Action", "Topic", "Outcome", "Records", "Masked", "In clear", "Exception", "From"];

    public static Table Build(AccessResult result)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in Titles)
            table.AddColumn(new TableColumn(new Text(title)));
        foreach (var row in result.Rows)
            table.AddRow(Cells(row).Select(cell => new Text(EventText.Clean(cell) ?? "")));
        return table;
    }

    private static Table Build(AccessResult result, IReadOnlyList<AccessColumn> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.Name)));
        foreach (var row in result.Rows)
            table.AddRow(columns.Select(column => new Text(EventText.Clean(column.Text(row)) ?? "")));
        return table;
    }

    /// <summary>A redirected output has no width: one line a row then.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="columns">Names of the columns; none: those that a person wants to see first.</param>
    /// <param name="output">Where to.</param>
    public static void Write(AccessResult result, IReadOnlyList<string> columns, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = 400;
        console.Write(columns.Count == 0 ? Build(result) : Build(result, AccessColumn.Choose(columns)));
    }

    private static string?[] Cells(AccessRow row) =>
    [
        row.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        row.Who,
        row.Count is { } count ? $"{row.Action} ×{count}" : row.Action,
        row.Topic,
        row.Decision == "deny" ? $"{row.Outcome} (denied)" : row.Outcome,
        row.Records.ToString(CultureInfo.InvariantCulture),
        string.Join(", ", row.Masked),
        string.Join(", ", row.Clear),
        row.Exemption,
        row.Source,
    ];
}
