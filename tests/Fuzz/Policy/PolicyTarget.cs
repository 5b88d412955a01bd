using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Harness;
using Compliance.Protect.Keys;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Compliance.Rules.Testing;

namespace Compliance.Fuzz.Policy;

/// <summary>
/// The language of policies: loader, checks, compiler and inline tests. Text is refused with a place within it, or gives rules that decide
/// for anybody; what it costs is bounded by its size.
/// </summary>
internal sealed class PolicyTarget : Target
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public override string Name => "policy";
    public override int Share => 1;
    public override IReadOnlyList<byte[]> Words { get; } = YamlWords.Of(
        "schema: policy/v1", "mode: enforce", "defaults:", "access: deny", "onError: reject", "people:", "principals:", "User:till", "classes:", "find:", "topics:", "path: ", "$.card",
        "$..email", "$.list[*].pan", "$.a[0]", "protect:", "access:", "id: ", "class: ", "when: consume", "do: drop", "do: redact", "hash: k", "mask: {keepLast: 4}", "reveal", "except:",
        "until: 2100-01-01", "ticket: T1", "approvedBy: x", "tests:", "stored:", "matches:", "\"(a+)+$\"", "expect:", "value:", "allow: [read]", "deny: [\"*\"]", "consumerGroups: ", "payments.**", "**", "*", "keys:", "{env: K}", "{file: /x}", "{kms: v, kek: a/b, wrapped: \"vault:v1:AAAAAAAAAAAAAAAA\"}");

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        // The YAML scanner goes on for ever at some inputs: what bounds the tree is its number of nodes.
        long bound = (16L << 20) + (6000L * input.Length);
        probe.Begin();
        var (rules, problems) = PolicyLoader.Load([("p.yaml", input)], Now);
        probe.End(bound);
        int lines = 2 + input.Span.Count((byte)'\n') + input.Span.Count((byte)'\r') + (2 * input.Span.Count((byte)0xC2)) + input.Span.Count((byte)0xE2);
        foreach (var problem in problems)
        {
            Demand(problem.Line >= 1 && problem.Line <= lines && problem.Column >= 1, $"a problem at {problem.Line}:{problem.Column}, outside of the text");
            Demand(problem.Text.Length > 0, "a problem without words");
        }

        Demand(rules is null == problems.Any(problem => problem.Severity == Severity.Error), "rules beside an error, or neither");
        if (rules is null)
        {
            probe.Count("refused");
            return;
        }

        probe.Count("rules");
        Decide(rules);
        using var keys = KeyRing.Ephemeral(rules.Keys);
        foreach (var result in PolicyTester.Run(rules, new PlanEngine(keys).Apply, Now))
            Demand(result.Passed == result.Failures.IsEmpty, "a test that passed and failed");
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. Directory.GetFiles(RepoRoot.Combine("policies"), "*.yaml").Select(file => new Sample(File.ReadAllBytes(file))),
        new Sample(Encoding.UTF8.GetBytes(Gateway.Tests.Pipeline.Policies.Payments)),
        new Sample("schema: policy/v1\npolicy: {id: p, title: t, owner: o}\nkeys: {k: {env: K}}\nclasses:\n  c: {find: [{topics: t, path: $..pan}]}\nprotect:\n  - {id: P, class: c, when: consume, do: {hash: k}}\n"u8.ToArray()),
    ];

    private static void Decide(RuleSet rules)
    {
        foreach (var caller in new[] { new Caller("User:till"), new Caller("User:nobody"), new Caller("") })
        {
            rules.Decide(caller, Operation.Read, ResourceType.Topic, "payments.eu");
            rules.Decide(caller, Operation.Alter, ResourceType.Cluster, "");
            rules.PlanFor(caller, "payments.eu", When.Consume, Now);
        }
    }
}
