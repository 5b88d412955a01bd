namespace Compliance.Ledger.Verify;

/// <summary>What checking one file gave.</summary>
/// <param name="Rows">Read.</param>
/// <param name="Bytes">Read.</param>
/// <param name="Tally">The sequences in it; null if it is not what was written.</param>
/// <param name="Findings">None, if all is well.</param>
internal sealed record FileResult(long Rows, long Bytes, SequenceTally? Tally, IReadOnlyList<Finding> Findings)
{
    /// <summary>Rows of a file that stand in a compacted one now, which is counted itself.</summary>
    public bool IsPart { get; init; }

    public static FileResult Failed(Finding finding) => new(0, 0, null, [finding]);
}
