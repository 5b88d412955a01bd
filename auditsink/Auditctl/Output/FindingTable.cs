using System.Globalization;
using Compliance.Events;
using Compliance.Ledger.Verify;
using Spectre.Console;

namespace Compliance.Auditctl.Output;

/// <summary>
/// What a verification holds against an archive, a row each: where, what, and the first event that cannot be vouched for because of it. What
/// stands in a tampered file may be anything: it cannot move the cursor or colour the screen.
/// </summary>
internal static class FindingTable
{
    // One line a row where the output has no width of its own.
    private const int Redirected = 400;

    public static void Write(VerificationReport report, TextWriter output)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "Found", "Log", "Entry", "File", "Row", "First event that cannot be vouched for" })
            table.AddColumn(new TableColumn(new Text(title)));
        foreach (var finding in report.Findings.Where(finding => finding.IsFailure))
            table.AddRow(Cells(finding).Select(cell => new Text(EventText.Clean(cell) ?? "")));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = Redirected;
        console.Write(table);
    }

    private static string?[] Cells(Finding finding) =>
        [finding.Kind.ToString(), finding.Log, Number(finding.Entry), finding.File, Rows(finding), finding.FirstEvent?.ToString()];

    // The row is known no closer than the span of rows that has a root of its own.
    private static string? Rows(Finding finding) => finding is { Row: { } first, Span: > 1 and var span }
        ? string.Create(CultureInfo.InvariantCulture, $"{first} to {first + span - 1}")
        : Number(finding.Row);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
