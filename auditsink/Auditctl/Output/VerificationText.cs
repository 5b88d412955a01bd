using System.Globalization;
using Compliance.Ledger.Verify;

namespace Compliance.Auditctl.Output;

/// <summary>A verification's report in words: what was checked, what was found, and what follows from it.</summary>
internal static class VerificationText
{
    public static void Write(VerificationReport report, bool withCopies, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Checked: {report.Logs} logs with {report.Entries:N0} entries under {report.Checkpoints:N0} checkpoints{(withCopies ? "" : " (no second place was given to compare them with)")}; {report.Files:N0} files, {report.Rows:N0} rows, {report.Bytes:N0} bytes{(report.Statements > 0 ? $"; {report.Statements:N0} statements of custody" : "")}."));
        foreach (var finding in report.Findings)
            output.WriteLine($"{(finding.IsFailure ? "FOUND" : "told")}  {finding.Kind}{Place(finding)}: {finding.Message}");
        var failures = report.Findings.Count(finding => finding.IsFailure);
        if (failures > 0)
            FindingTable.Write(report, output);
        output.WriteLine(failures == 0
            ? "All of it is as it was signed."
            : string.Create(CultureInfo.InvariantCulture, $"Findings: {failures}.{First(report)}"));
    }

    private static string Place(Finding finding) => string.Concat(
        finding.Log is null ? "" : $" {finding.Log}",
        finding.Entry is { } entry ? string.Create(CultureInfo.InvariantCulture, $" entry {entry}") : "",
        finding.File is null ? "" : $" {finding.File}",
        finding.Row is { } row ? string.Create(CultureInfo.InvariantCulture, $" row {row}") : "");

    private static string First(VerificationReport report) =>
        report.FirstUnvouched?.FirstEvent is { } first ? $" The first event that cannot be vouched for: {first}." : "";
}
