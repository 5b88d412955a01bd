using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>A key has one use: without any it is a leftover, or the rule that should use it is missing; with two it is weakened.</summary>
internal static class KeyCheck
{
    internal const int MostEarlier = 64;

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
            problems.Warning(key.Name.Place, $"Key '{key.Name}' is used by no rule; remove it, or name it in a treatment that takes one (hash, token, encrypt, shift, synthetic).");
        foreach (var other in uses.Where(u => Use(u) != Use(uses[0])))
            problems.Error(other.Place, $"Key '{key.Name}' serves another method already; one key serves one method: declare a second key for this rule.");
        if (key.Earlier is [var first, ..] && uses is [var use, ..] && Use(use) is not (KeyUse.Encrypt or KeyUse.Gcm))
            problems.Error(first.Place, $"'earlier' keys turn back what they have encrypted, and key '{key.Name}' serves '{use.Treatment.Name}'; remove them, for what that makes under another key is another value.");
        if (key.Earlier.Length > MostEarlier)
            problems.Error(key.Earlier[MostEarlier].Place, $"A key has at most {MostEarlier} earlier ones; remove those under which nothing is stored any more.");
    }

    private static KeyUse Use(TreatmentEntry entry) => ((KeyedTreatment)entry.Treatment).Use;
}
