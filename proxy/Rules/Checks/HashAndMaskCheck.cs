using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// PCI DSS 3.5.1: who holds both the hash and the first or last digits of a number can try the few digits that are missing
/// until the hash fits. A field is hashed, or partly masked or replaced, not both, in whatever files; what keeps nothing helps nobody.
/// </summary>
internal static class HashAndMaskCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var rules = ProtectedClass.All(set.Documents).ToList();
        var hashes = rules.Where(r => r.Rule.Do!.Treatment is Hash).ToList();
        foreach (var partly in rules.Where(r => r.Rule.Do!.Treatment.Kept > 0))
        {
            if (hashes.Find(partly.Meets) is { } hash)
                problems.Error(partly.Rule.Id.Place, $"A field of '{partly.Class.Name}' is hashed by {hash.Rule.Id} and keeps characters here; together they can be turned back into the value. Hash it, or mask it, or keep nothing.");
        }
    }
}
