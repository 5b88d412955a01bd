namespace Compliance.Gateway.Approval;

/// <summary>Who has put a route's policies in force. Immutable.</summary>
/// <param name="Origin">What their statements are for.</param>
/// <param name="Number">Of the release.</param>
/// <param name="SignedBy">Who signed it.</param>
/// <param name="ApprovedBy">Who approved it, in the order of their statements.</param>
/// <param name="Restores">The release that it puts back; null: none.</param>
internal sealed record ReleaseInForce(string Origin, long Number, string SignedBy, IReadOnlyList<string> ApprovedBy, long? Restores)
{
    public static ReleaseInForce Of(ApprovalPlan plan, Release release) =>
        new(plan.Origin, release.Number, release.SignedBy, [.. release.ApprovedBy], release.Order.Restores);
}
