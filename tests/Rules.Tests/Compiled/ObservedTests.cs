using Compliance.Rules.Compiled;
using Compliance.Rules.Testing;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>A policy that is only observed decides and protects nothing, and its rules are at hand for who counts what they would do.</summary>
public sealed class ObservedTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Observed = PolicyText.With("title: Shop", "mode: observe, title: Shop");
    private static readonly Caller Analyst = new("User:bi-1");

    [Fact]
    public void Alone_on_a_route_it_lets_everything_pass_as_if_there_were_none()
    {
        var rules = PolicyText.Rules(Observed);

        Assert.True(rules.Decide(Analyst, Operation.Delete, ResourceType.Topic, "anything").Allowed);
        Assert.True(rules.AllowsAny(Analyst, Operation.Write, ResourceType.Topic) && rules.AllowsAll(Analyst, Operation.Write, ResourceType.Topic));
        Assert.True(rules.PlanFor(Analyst, "payments.eu", When.Consume, Now).IsEmpty);
        Assert.Equal(["shop"], rules.ObservedPolicies.Select(policy => policy.Id));
        Assert.False(rules.Observed!.Decide(Analyst, Operation.Delete, ResourceType.Topic, "anything").Allowed);
        Assert.Equal("P1", Assert.Single(rules.Observed.PlanFor(Analyst, "payments.eu", When.Consume, Now).Rules).RuleId);
        Assert.Equal(["pan"], rules.Keys.Select(key => key.Name));
    }

    [Fact]
    public void Beside_one_that_is_enforced_it_neither_allows_nor_denies()
    {
        const string Enforced = """
            schema: policy/v1
            policy: {id: other, title: Other, owner: o}
            people: {all: {principals: ["User:*"]}}
            access: [{id: B1, allow: [write], topics: "payments.**", people: all}]
            """;
        var rules = PolicyText.Rules(Enforced, Observed);

        Assert.False(rules.Decide(Analyst, Operation.Read, ResourceType.Topic, "payments.eu").Allowed);
        Assert.True(rules.Decide(Analyst, Operation.Write, ResourceType.Topic, "payments.eu").Allowed);
        Assert.True(rules.Observed!.Decide(Analyst, Operation.Read, ResourceType.Topic, "payments.eu").Allowed);
        Assert.Null(PolicyText.Rules(Enforced, PolicyText.Sound).Observed);
    }

    [Fact]
    public void Whoever_loads_it_is_told_so()
    {
        static bool IsAboutIt(Problem problem) => problem.Text.StartsWith("Policy 'shop' is only observed: it protects and refuses nothing.", StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, Assert.Single(PolicyText.Problems(Observed), IsAboutIt).Severity);
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.Sound), IsAboutIt);
    }

    [Fact]
    public void Its_tests_hold_it_to_what_it_would_do()
    {
        var rules = PolicyText.Rules(Observed);

        var results = PolicyTester.Run(rules, (plan, record) => new(record, [.. plan.Rules], null), Now);

        Assert.All(results, result => Assert.True(result.Passed, string.Join('\n', result.Failures)));
        Assert.Equal(2, results.Length);
    }

    [Fact]
    public void An_explanation_tells_both_what_is_and_what_would_be()
    {
        using var text = new StringWriter();
        Explanation.Write(PolicyText.Rules(Observed), (plan, record) => new(record, [], null), new(Analyst, null, true, "payments.eu", Now, null), text);

        Assert.Contains("write to the topic payments.eu: allowed, since no policy is enforced", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("If shop, which is only observed, were enforced:", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("write to the topic payments.eu: denied, since no rule allows it", text.ToString(), StringComparison.Ordinal);
    }
}
