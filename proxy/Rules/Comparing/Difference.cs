using System.Collections.Immutable;

namespace Compliance.Rules.Comparing;

/// <summary>One thing that is other than it was. Immutable.</summary>
/// <param name="Weight">What it means.</param>
/// <param name="Kind">sight (what is read), stored (what is written), access, evidence, or text (what a file says).</param>
/// <param name="What">A class and path, an operation, or the part of a file.</param>
/// <param name="Before">In words; null: it was not there.</param>
/// <param name="After">In words; null: it is gone.</param>
public sealed record Difference(DifferenceWeight Weight, string Kind, string What, string? Before, string? After)
{
    /// <summary>Principals as the files write them, with the people whom they belong to; empty: it is about nobody alone.</summary>
    public ImmutableArray<string> Who { get; init; } = [];

    /// <summary>Topics and the like, as the files write them.</summary>
    public ImmutableArray<string> Where { get; init; } = [];

    /// <summary>It begins only then, when an exception ends or would have ended; null: now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The purpose that must be claimed for it; null: none.</summary>
    public string? Purpose { get; init; }

    /// <summary>The SASL mechanism by which they must be proved; null: any.</summary>
    public string? Mechanism { get; init; }

    /// <summary>What their client id must be like; null: whatever.</summary>
    public string? ClientId { get; init; }

    /// <summary>What a break-glass grant must open to them; null: no grant is needed.</summary>
    public string? BreakGlass { get; init; }

    /// <summary>At which hours it is so, in words; null: at all of them.</summary>
    public string? Hours { get; init; }

    /// <summary>What else their login must prove, in words; null: nothing.</summary>
    public string? Login { get; init; }
}
