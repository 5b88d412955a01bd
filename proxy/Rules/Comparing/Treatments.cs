using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;

namespace Compliance.Rules.Comparing;

/// <summary>What a plan makes of each class at each path: the strongest of its rules, as a path is written.</summary>
internal static class Treatments
{
    internal static Dictionary<(string Class, string Path), Treatment> Of(FieldPlan plan) =>
        plan.AllRules.GroupBy(rule => (rule.Class, Phrases.Place(rule))).ToDictionary(rules => rules.Key, rules => rules.Aggregate((a, b) => FieldRule.Stronger(a, b)!).Treatment);

    /// <summary>What no rule speaks of passes in clear.</summary>
    internal static Treatment At(Dictionary<(string Class, string Path), Treatment> plan, (string Class, string Path) field) => plan.GetValueOrDefault(field) ?? new Reveal();

    internal static DifferenceWeight Weigh(Treatment from, Treatment to) =>
        to.Strength == from.Strength ? DifferenceWeight.Other : to.Strength < from.Strength ? DifferenceWeight.Weaker : DifferenceWeight.Stronger;
}
