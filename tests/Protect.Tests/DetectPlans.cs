using System.Globalization;
using System.Text;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests;

/// <summary>Plans of classes that detectors find, made from a policy as real ones are.</summary>
internal static class DetectPlans
{
    private const string Head = "schema: policy/v1\npolicy: {id: p, title: t, owner: o}\npeople: {friend: {principals: [\"User:friend\"]}}\nkeys: {k: {env: K}, s: {env: S}, f: {env: F}, y: {env: Y}}\nretention: [{id: T1, topics: t, max: 9d, cleanup: delete}]\n";

    /// <summary>One consume rule P0, P1, … per pair; the find is what stands behind the topics. <see cref="Plans.Friend"/> is excepted where the treatment ends in '!'.</summary>
    internal static FieldPlan For(params (string Find, string Treatment)[] rules) => For(Plans.Reader, When.Consume, "", rules);

    internal static FieldPlan For(Caller caller, When when, string defaults, params (string Find, string Treatment)[] rules)
    {
        var text = new StringBuilder(Head);
        if (defaults.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"defaults: {{undeclaredPii: {defaults}}}\n");
        text.Append(rules.Length == 0 ? "" : "classes:\n");
        for (var i = 0; i < rules.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"  c{i}: {{find: [{{topics: t, {rules[i].Find}}}]}}\n");
        text.Append("protect:");
        text.Append(rules.Any(rule => rule.Treatment.Length > 0) ? "\n" : " []\n");
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Treatment.Length == 0)
                continue;
            var except = rules[i].Treatment.EndsWith('!') ? $", except: [{{people: friend, do: reveal, until: 2100-01-01, ticket: T{i}, approvedBy: x}}]" : "";
            text.Append(CultureInfo.InvariantCulture, $"  - {{id: P{i}, class: c{i}, when: consume, do: {rules[i].Treatment.TrimEnd('!')}{except}}}\n");
        }

        var (loaded, problems) = PolicyLoader.Load([("p.yaml", text.ToString())]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        return loaded!.PlanFor(caller, "t", when, DateTimeOffset.UnixEpoch);
    }

    /// <summary>What becomes of what no class declares when it is written.</summary>
    internal static FieldPlan Undeclared(string default_, params (string Find, string Treatment)[] rules) => For(Plans.Reader, When.Produce, default_, rules);
}
