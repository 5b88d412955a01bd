using Compliance.Ledger.Verify;

namespace Compliance.Local.Checks;

/// <summary>The archive is what was signed: every file, row and sequence of it, by the first key and the second place.</summary>
internal static class LedgerCheck
{
    public static Outcome Of(VerificationReport report)
    {
        var failure = report.Findings.FirstOrDefault(finding => finding.IsFailure);
        return new Outcome(
            failure is null && report.Rows > 0, "The archive is signed, and is what was signed",
            failure?.Message ?? $"{report.Rows} rows in {report.Files} files, {report.Entries} entries, {report.Checkpoints} checkpoints");
    }
}
