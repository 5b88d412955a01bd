using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// A rule that no test names is one whose working nobody has written down. Only of rules that a test, which reads or writes, can reach.
/// </summary>
internal static class UntestedRuleCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var tested = set.Documents.SelectMany(d => d.Tests).SelectMany(t => t.Expect.By).Select(id => id.Value).ToHashSet();
        var testable = set.Documents.SelectMany(d => d.Protect.Select(r => r.Id).Concat(d.Rows.Select(r => r.Id)).Concat(d.Access.Where(IsTestable).Select(r => r.Id)));
        foreach (var document in set.Documents.Where(d => d.Defaults.Undeclared is not null && !tested.Contains(UndeclaredEntry.RuleId(d))))
            problems.Warning(document.Defaults.Undeclared!.Place, $"No test names {UndeclaredEntry.RuleId(document)} in its 'by'; add one whose value holds what no class declares.");
        foreach (var rule in testable.Where(r => !tested.Contains(r.Value)))
            problems.Warning(rule.Place, $"No test names rule {rule} in its 'by'; add one under 'tests', so that a change of the rule is noticed.");
    }

    private static bool IsTestable(AccessEntry rule) =>
        rule.Resources.Any(r => r.Type is ResourceType.Topic or ResourceType.Group)
        && (rule.OperationSet.Has(Operation.Read) || rule.OperationSet.Has(Operation.Write));
}
