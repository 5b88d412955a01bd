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

    /// <summary>A redirected output has no width: one line a row then.</summary>
    public static void Write(AccessResult result, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = 400;
        console.Write(Build(result));
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
