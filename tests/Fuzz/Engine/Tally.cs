namespace Compliance.Fuzz.Engine;

/// <summary>What a campaign against one target came to.</summary>
internal sealed record Tally(
    string Target, ulong Seed, long Inputs, TimeSpan Took, long MostAllocated, TimeSpan Slowest, IReadOnlyDictionary<string, long> Outcomes, Finding? Finding)
{
    public double PerSecond => Inputs / Math.Max(Took.TotalSeconds, 0.001);
}
