namespace Compliance.Auditctl;

/// <summary>The answer to a query.</summary>
/// <param name="Rows">Oldest first.</param>
/// <param name="Matching">How many events fit; more than <paramref name="Rows"/> when the limit cut the older ones off.</param>
public sealed record AccessResult(IReadOnlyList<AccessRow> Rows, long Matching)
{
    /// <summary>Files of the times asked for that were purged: what stood in them is no part of the answer.</summary>
    public int Purged { get; init; }
}
