namespace Compliance.Rules.Checks;

/// <summary>A rule that no test names is one whose working nobody has written down.</summary>
internal static class UntestedRuleCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var tested = set.Documents.SelectMany(d => d.Tests).SelectMany(t => t.Expect.By).Select(id => id.Value).ToHashSet();
        foreach (var rule in set.Documents.SelectMany(d => d.Protect.Select(r => r.Id).Concat(d.Access.Select(r => r.Id))))
        {
            if (!tested.Contains(rule.Value))
                problems.Warning(rule.Place, $"No test names rule {rule} in its 'by'; add one under 'tests', so that a change of the rule is noticed.");
        }
    }
}
