using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Formats;

/// <summary>Plans for one topic's values in some format.</summary>
internal static class TestPlan
{
    /// <param name="format">As policies write it.</param>
    /// <param name="rules">Paths, and what is done there.</param>
    public static FieldPlan Of(string format, params (string Path, string Do)[] rules)
    {
        var classes = rules.Select((rule, i) => $"  c{i}: {{find: [{{topics: t, format: {format}, path: \"{rule.Path}\"}}]}}");
        var protect = rules.Select((rule, i) => $"  - {{id: P{i}, class: c{i}, when: consume, do: {rule.Do}}}");
        var (loaded, problems) = PolicyLoader.Load([("p.yaml", string.Join('\n',
            ["schema: policy/v1", "policy: {id: p, title: t, owner: o}", "classes:", .. classes, "protect:", .. protect, ""]))]);
        return (loaded ?? throw new InvalidOperationException(string.Join('\n', problems))).PlanFor(new Caller("User:x"), "t", When.Consume, DateTimeOffset.UnixEpoch);
    }
}
