using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// Of two rules on one class the stronger wins; where it spares nobody, the weaker never acts, and its exceptions reveal nothing.
/// </summary>
internal static class ShadowedProtectionCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var rules in ProtectedClass.All(set.Documents).GroupBy(r => (r.Document, r.Class, r.Rule.When)))
        {
            foreach (var weaker in rules)
            {
                var stronger = rules.FirstOrDefault(r => r.Rule.Except.IsEmpty && r.Rule.Do!.Treatment.Strength > weaker.Rule.Do!.Treatment.Strength);
                if (stronger is not null)
                    problems.Warning(weaker.Rule.Id.Place, $"Rule {weaker.Rule.Id} never acts: {stronger.Rule.Id} does '{stronger.Rule.Do!.Treatment.Name}' to '{weaker.Class.Name}' for everybody, which is stronger. Remove one of them.");
            }
        }
    }
}
