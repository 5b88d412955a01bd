namespace Compliance.Ledger.Verify;

/// <summary>What was checked and what was found, in the order of the logs and their entries.</summary>
public sealed record VerificationReport(
    int Logs, long Entries, long Files, long Rows, long Bytes, long Checkpoints, IReadOnlyList<Finding> Findings)
{
    /// <summary>Statements of custody.</summary>
    public long Statements { get; init; }

    public bool IsSound => Findings.All(finding => !finding.IsFailure);

    /// <summary>The first failure in the order of the log that names an event; null if there is none.</summary>
    public Finding? FirstUnvouched => Findings.FirstOrDefault(finding => finding.IsFailure && finding.FirstEvent is not null);
}
