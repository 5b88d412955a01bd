using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>A key that no rule uses is a leftover, or the rule that should use it is missing.</summary>
internal static class KeyCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            var used = document.Protect.Select(r => r.Do?.Treatment).OfType<Hash>().Select(h => h.Key).ToHashSet();
            foreach (var key in document.Keys.Where(k => !used.Contains(k.Name.Value)))
                problems.Warning(key.Name.Place, $"Key '{key.Name}' is used by no rule; remove it, or name it in a 'hash'.");
        }
    }
}
