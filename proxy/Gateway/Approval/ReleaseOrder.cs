namespace Compliance.Gateway.Approval;

/// <summary>
/// All policies of a route together: rules of one file may deny what another allows, so that a file is worth only what the others beside
/// it are. Immutable.
/// </summary>
/// <param name="Files">In the order of their names.</param>
/// <param name="ExpiresAt">After it nobody approves it.</param>
internal sealed record ReleaseOrder(IReadOnlyList<ReleasedFile> Files, DateTimeOffset ExpiresAt)
{
    /// <summary>Number of the earlier release that it puts back.</summary>
    public long? Restores { get; init; }

    public bool HasFiles(IEnumerable<ReleasedFile> others) => Files.SequenceEqual(others);
}
