using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>
/// PCI DSS 3.5.1: who holds both the hash and the first or last digits of a number can try the few digits that are missing
/// until the hash fits. A class is hashed or partly masked, not both; a mask that keeps nothing helps nobody.
/// </summary>
internal static class HashAndMaskCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var rules in set.Documents.SelectMany(d => d.Protect.Where(r => r.Class is not null).GroupBy(r => r.Class!.Value.Value)))
        {
            var hash = rules.FirstOrDefault(r => r.Do?.Treatment is Hash);
            foreach (var mask in rules.Where(r => r.Do?.Treatment is Mask { KeepFirst: > 0 } or Mask { KeepLast: > 0 }))
            {
                if (hash is not null)
                    problems.Error(mask.Id.Place, $"'{rules.Key}' is hashed by {hash.Id} and keeps characters here; together they can be turned back into the value. Hash it, or mask it, or let the mask keep nothing.");
            }
        }
    }
}
