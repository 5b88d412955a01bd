using System.Globalization;

namespace Compliance.Gateway.BreakGlass;

/// <summary>
/// Something is opened to somebody in an emergency. Owner: its <see cref="GrantChain"/>.
/// <code>
/// signed --the proxy reads it--> open --its end comes, to the tick, or somebody ends it--> over
/// </code>
/// </summary>
/// <param name="number">Of its statement.</param>
/// <param name="statement">What was signed.</param>
internal sealed class Grant(long number, GrantStatement statement)
{
    public long Number => number;
    public string By => statement.By;
    public string Reason => statement.Reason;
    public GrantOrder Order => statement.Order!;

    /// <summary>As evidence names it: what it opens, and its number.</summary>
    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{statement.Order!.Opens}/{number}");

    /// <summary>Who ended it before its time; null: nobody.</summary>
    public GrantStatement? Ended { get; internal set; }

    public bool IsOpenAt(DateTimeOffset now) => Ended is null && now < Order.Until;
}
