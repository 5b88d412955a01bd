using System.Collections.Immutable;

namespace Compliance.Rules.Comparing;

/// <summary>What another set of policies would have made of recorded accesses that are alike in it. Immutable.</summary>
/// <param name="Weight">Weaker: he would see or do more than under the first.</param>
/// <param name="What">Access, or a class and its path.</param>
/// <param name="Before">What the first set makes of it, in words.</param>
/// <param name="After">What the second set does.</param>
/// <param name="IsWrite">They wrote; else they read.</param>
/// <param name="Requests">How many requests were of that kind.</param>
/// <param name="Records">How many records passed in them.</param>
public sealed record ImpactLine(DifferenceWeight Weight, string What, string Before, string After, bool IsWrite, long Requests, long Records)
{
    public ImmutableArray<string> Principals { get; init; } = [];
    public ImmutableArray<string> Topics { get; init; } = [];
}
