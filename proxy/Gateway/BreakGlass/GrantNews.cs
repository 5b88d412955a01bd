namespace Compliance.Gateway.BreakGlass;

/// <summary>What has become of a statement or a grant. Immutable.</summary>
/// <param name="Kind">Also the end of the event's action.</param>
/// <param name="Grant">Null: the statement counts for nothing.</param>
/// <param name="Text">In a sentence.</param>
internal sealed record GrantNews(string Kind, Grant? Grant, string Text)
{
    public const string Granted = "granted";
    public const string Ended = "ended";
    public const string Refused = "refused";
}
