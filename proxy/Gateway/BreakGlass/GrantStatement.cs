namespace Compliance.Gateway.BreakGlass;

/// <summary>What a person says about emergencies of a route; worth something only as a <see cref="SignedGrant"/>. Immutable.</summary>
/// <param name="Kind"><see cref="Open"/> or <see cref="Close"/>.</param>
/// <param name="By">Who says it, as the settings name people.</param>
/// <param name="At">When, by the clock of whoever says it.</param>
/// <param name="Reason">Why.</param>
internal sealed record GrantStatement(string Kind, string By, DateTimeOffset At, string Reason)
{
    /// <summary>Something is opened to somebody.</summary>
    public const string Open = "grant";

    /// <summary>It is closed before its time.</summary>
    public const string Close = "end";

    /// <summary>Of a grant.</summary>
    public GrantOrder? Order { get; init; }

    /// <summary>The number of the grant that ends.</summary>
    public long? Of { get; init; }
}
