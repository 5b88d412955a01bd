namespace Compliance.Ledger.Custody;

/// <summary>What two people are to agree on; exactly one of its kinds. Immutable.</summary>
/// <param name="ExpiresAt">After it nobody approves it, and nothing begins because of it.</param>
public sealed record RequestOrder(DateTimeOffset ExpiresAt)
{
    /// <summary>Number of a hold that is to end.</summary>
    public long? Release { get; init; }

    public PurgePlan? Purge { get; init; }
    public TokenOrder? Token { get; init; }

    internal bool IsOne => (Release is null ? 0 : 1) + (Purge is null ? 0 : 1) + (Token is null ? 0 : 1) == 1;
}
