using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>A key has one use: without any it is a leftover, or the rule that should use it is missing; with two it is weakened.</summary>
internal static class KeyCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            var uses = document.Protect.Select(r => r.Do).OfType<TreatmentEntry>()
                .Where(d => d.Treatment is KeyedTreatment)
                .ToLookup(d => ((KeyedTreatment)d.Treatment).Key);
            foreach (var key in document.Keys)
                Check(key, [.. uses[key.Name.Value]], problems);
        }
    }

    private static void Check(KeyEntry key, TreatmentEntry[] uses, ProblemList problems)
    {
        if (uses.Length == 0)
            problems.Warning(key.Name.Place, $"Key '{key.Name}' is used by no rule; remove it, or name it in a treatment that takes one (hash, token, shift, synthetic).");
        foreach (var other in uses.Where(u => Use(u) != Use(uses[0])))
            problems.Error(other.Place, $"Key '{key.Name}' serves another method already; one key serves one method: declare a second key for this rule.");
    }

    private static KeyUse Use(TreatmentEntry entry) => ((KeyedTreatment)entry.Treatment).Use;
}
