using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>An audit rule can apply, and does not quietly keep less than an auditor will ask for.</summary>
internal static class AuditRuleCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            for (var i = 0; i < document.Audit.Length; i++)
            {
                var rule = document.Audit[i];
                if (rule.Mode is null || rule.Apis.IsEmpty)
                    continue;
                Reach(rule, problems);
                Weaken(rule, problems);
                var compiled = rule.Compile(document);
                if (document.Audit[..i].FirstOrDefault(earlier => earlier.Mode is not null && earlier.Compile(document).Covers(compiled)) is { } first)
                    problems.Warning(rule.Id.Place, $"Rule {rule.Id} never applies: the first rule that matches decides, and {first.Id} above it matches all of it. Move it up, or remove it.");
            }
        }
    }

    private static void Reach(AuditEntry rule, ProblemList problems)
    {
        if (rule.Apis.Contains(ApiGroup.Authentication) && rule.Mode is AuditMode.Aggregate or AuditMode.BestEffort)
            problems.Error(rule.Id.Place, $"Rule {rule.Id}: attempts to log in are kept one by one and never dropped; give 'authentication' a rule with mode strict or durable.");
        if ((!rule.Topics.IsEmpty || !rule.Classes.IsEmpty) && rule.Apis.All(group => group is ApiGroup.Authentication or ApiGroup.Polls))
            problems.Error(rule.Id.Place, $"Rule {rule.Id} can't apply: 'authentication' and 'polls' name no topic. Leave out 'topics' and 'classes', or name other groups under 'apis'.");
    }

    private static void Weaken(AuditEntry rule, ProblemList problems)
    {
        if (rule.Mode is AuditMode.Strict or AuditMode.Durable)
            return;
        var what = rule.Denied ? "what was refused" : rule.Apis.Contains(ApiGroup.Admin) ? "what administrators change" : !rule.Classes.IsEmpty ? "access to classified data" : null;
        if (what is not null)
            problems.Warning(rule.Id.Place, $"Rule {rule.Id} does not keep each event about {what}, which standards ask for (PCI DSS 10.2.1). Use strict or durable.");
    }
}
