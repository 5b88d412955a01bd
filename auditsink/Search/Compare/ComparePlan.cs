using Compliance.Search.Erase;

namespace Compliance.Search.Compare;

/// <summary>What to compare. Immutable.</summary>
/// <param name="Depth">How closely.</param>
/// <param name="Since">First day; null: from the archive's first.</param>
/// <param name="Until">Last day; null: to the newest.</param>
/// <param name="Deleted">Indices whose deletion the archive tells of.</param>
/// <param name="Purged">Files that are gone from the archive by right: nothing of them may be in the index.</param>
internal sealed record ComparePlan(CompareDepth Depth, DateOnly? Since, DateOnly? Until, IReadOnlySet<string> Deleted, IReadOnlyList<PurgedFile> Purged)
{
    public bool Has(DateOnly day) => (Since is null || day >= Since) && (Until is null || day <= Until);
}
