using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>Several files as one, and several threads on it.</summary>
public sealed class RuleSetTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static string File(string id, string path, string treatment) => $$$"""
        schema: policy/v1
        policy: {id: {{{id}}}, title: t, owner: o}
        classes: {c: {find: [{topics: t, path: {{{path}}}}]}}
        protect: [{id: {{{id}}}1, class: c, when: consume, do: {{{treatment}}}}]
        """;

    [Fact]
    public void A_plan_has_the_rules_of_all_files_each_with_its_policy()
    {
        var plan = PolicyText.Rules(File("p", "a", "mask"), File("q", "b", "drop")).PlanFor(new("User:x"), "t", When.Consume, Now);

        Assert.Equal(["p1 p", "q1 q"], plan.Rules.Select(r => $"{r.RuleId} {r.Policy.Id}"));
        Assert.Equal(["p", "q"], plan.Policies.Select(p => p.Id));
        Assert.Equal("p", plan.Policy!.Id);
        Assert.All(plan.Rules, r => Assert.Matches("^[0-9a-f]{64}$", r.Policy.Sha256));
        Assert.Equal(["p", "q"], PolicyText.Rules(File("p", "a", "mask"), File("q", "b", "drop")).Policies.Select(p => p.Id));
    }

    [Fact]
    public void A_rule_tells_its_class_path_and_place_in_the_plan()
    {
        var rules = PolicyText.Rules(PolicyText.Sound).PlanFor(new("User:fraud"), "payments.eu", When.Consume, Now).Rules;

        var rule = Assert.Single(rules);
        Assert.Equal(("card", "$.card.number", "P1", 0), (rule.Class, rule.PathText, rule.RuleId, rule.Ordinal));
        Assert.Equal(new Exemption("T-1", "ciso", new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), null), rule.Exemption);
        Assert.Same(rule, rule.Whole);
    }

    [Fact]
    public void A_client_id_states_the_purpose_whose_pattern_it_fits_and_it_counts_for_those_who_may()
    {
        var rules = PolicyText.Rules(PolicyText.With("people: [fraud]}", "people: [fraud], clientIds: [\"fraud-case.*\", desk]}"));

        Assert.Equal("case", rules.PurposeStatedBy("fraud-case.7.a"));
        Assert.Equal("case", rules.PurposeStatedBy("desk"));
        Assert.Null(rules.PurposeStatedBy("desk2"));
        Assert.Null(rules.PurposeStatedBy(""));
        Assert.Null(rules.PurposeStatedBy(null));
        Assert.True(rules.MayClaim(new("User:fraud", "case")));
        Assert.False(rules.MayClaim(new("User:bi-1", "case")));
        Assert.False(rules.MayClaim(new("User:fraud")));
        Assert.True(rules.HasPurpose("case"));
        Assert.False(rules.HasPurpose("cases"));
        Assert.False(PolicyText.Rules(PolicyText.Sound).StatesByClientId);
    }

    [Fact]
    public async Task Many_threads_get_the_answers_that_one_gets()
    {
        var rules = PolicyText.Rules(PolicyText.Sound);
        string Ask(int i)
        {
            var caller = new Caller(i % 3 == 0 ? $"User:bi-{i % 50}" : i % 3 == 1 ? "User:fraud" : $"User:eve{i % 700}");
            var topic = $"{(i % 2 == 0 ? "payments" : "other")}.{i % 900}";
            var decision = rules.Decide(caller, Operation.Read, ResourceType.Topic, topic);
            var plan = rules.PlanFor(caller, topic, When.Consume, Now);
            return $"{decision.Allowed} {decision.RuleId} {string.Join(',', plan.Rules.Select(r => r.Treatment.Name))}";
        }

        var expected = Enumerable.Range(0, 5000).Select(Ask).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Assert.Equal(expected, Enumerable.Range(0, 5000).Select(Ask)))));
    }
}
