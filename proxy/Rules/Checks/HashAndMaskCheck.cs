using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// PCI DSS 3.5.1: who holds both the hash and the first or last digits of a number can try the few digits that are missing
/// until the hash fits. A field is hashed or partly masked, not both, in whatever files; a mask that keeps nothing helps nobody.
/// </summary>
internal static class HashAndMaskCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var rules = ProtectedClass.All(set.Documents).ToList();
        var hashes = rules.Where(r => r.Rule.Do!.Treatment is Hash).ToList();
        foreach (var mask in rules.Where(r => r.Rule.Do!.Treatment is Mask { KeepFirst: > 0 } or Mask { KeepLast: > 0 }))
        {
            if (hashes.Find(mask.Meets) is { } hash)
                problems.Error(mask.Rule.Id.Place, $"A field of '{mask.Class.Name}' is hashed by {hash.Rule.Id} and keeps characters here; together they can be turned back into the value. Hash it, or mask it, or let the mask keep nothing.");
        }
    }
}
