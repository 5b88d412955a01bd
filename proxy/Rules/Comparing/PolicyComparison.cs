using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Comparing;

/// <summary>Compares two sets of policies that have passed every check. Pure.</summary>
internal static class PolicyComparison
{
    private const int MaxCombinations = 200_000;
    private const long MaxWork = 50_000_000;
    private const int MaxInstants = 12;

    internal static PolicyDifferences Run(ImmutableArray<PolicyDocument> before, ImmutableArray<PolicyDocument> after, DateTimeOffset now)
    {
        var (was, becomes) = (RuleCompiler.Compile(before), RuleCompiler.Compile(after));
        var samples = new SampleSet([.. before, .. after], now);
        ImmutableArray<DateTimeOffset> ends = [.. before.Concat(after).SelectMany(d => d.Protect).SelectMany(r => r.Except).Select(e => e.Until).Where(end => end > now).Distinct().Order()];
        var rules = before.Concat(after).Sum(d => d.Protect.Length + d.Access.Length);
        var isBounded = samples.Combinations <= MaxCombinations && samples.Combinations * rules <= MaxWork;
        var isWhole = isBounded && ends.Length < MaxInstants;
        IEnumerable<Difference> effects = isBounded
            ? new EffectDiff(was, becomes, samples, [now, .. ends.Take(MaxInstants)]).Run()
            : [];
        return new([.. effects.Concat(TextDiff.Run(before, after)).OrderBy(difference => difference.Weight)], isWhole);
    }
}
