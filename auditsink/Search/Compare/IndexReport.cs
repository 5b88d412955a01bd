namespace Compliance.Search.Compare;

/// <summary>What was compared and what was found, by day.</summary>
/// <param name="Depth">How closely.</param>
/// <param name="Days">The days.</param>
/// <param name="Findings">Named; of each kind the first thousand of a day.</param>
/// <param name="Unnamed">Further ones, which are only counted.</param>
internal sealed record IndexReport(CompareDepth Depth, IReadOnlyList<IndexDay> Days, IReadOnlyList<IndexFinding> Findings, long Unnamed)
{
    public bool IsSound => Unnamed == 0 && Findings.All(finding => !finding.IsFailure);
}
