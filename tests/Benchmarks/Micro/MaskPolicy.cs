using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>A policy that masks two JSON fields of topics <c>masked.*</c> for whoever writes or reads, and lets everybody do everything.</summary>
internal static class MaskPolicy
{
    public const string Text = """
        schema: policy/v1
        policy: {id: benchmark, title: Two masked fields, owner: benchmarks, mode: enforce, approvedBy: [benchmarks], reviewBy: 2099-01-01}
        defaults: {access: deny, onError: reject}
        people:
          everybody: {principals: ["User:*"]}
        classes:
          card-number: {rules: [PCI 3.4.1], find: [{topics: "masked.**", path: $.card}]}
          email: {rules: ["GDPR 5(1)(c)"], find: [{topics: "masked.**", path: $.person.email}]}
        protect:
          - {id: P1, class: card-number, when: consume, do: {mask: {keepLast: 4, fill: "*"}}}
          - {id: P2, class: email, when: consume, do: {mask: {keepFirst: 1, fill: "*"}}}
          - {id: P3, class: card-number, when: produce, do: {mask: {keepLast: 4, fill: "*"}}}
          - {id: P4, class: email, when: produce, do: {mask: {keepFirst: 1, fill: "*"}}}
        access:
          - {id: A1, allow: ["*"], topics: "**", people: "*"}
          - {id: A2, allow: ["*"], consumerGroups: ["**"], people: "*"}
          - {id: A3, allow: ["*"], cluster: true, people: "*"}
        """;

    public static RuleSet Load()
    {
        (RuleSet? rules, IReadOnlyList<Problem> problems) = PolicyLoader.Load([("benchmark.yaml", Text)]);
        return rules ?? throw new InvalidOperationException(string.Join('\n', problems));
    }
}
