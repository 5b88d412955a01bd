using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>Which rules have records quarantined, and which win where several policies speak of what nobody declares.</summary>
public sealed class QuarantineRuleTests
{
    private static string Policy(string id, string undeclared) => $$"""
        schema: policy/v1
        policy: {id: {{id}}, title: t, owner: o}
        defaults: {undeclaredPii: {do: {{undeclared}}, detect: pan, topics: "chat.**", when: [produce, consume]} }
        """;

    private static FieldRule? Acting(When when, params string[] undeclared)
    {
        var plan = PolicyText.Rules([.. undeclared.Select((action, i) => Policy($"p{i}", action))]).PlanFor(new Caller("User:x"), "chat.eu", when, DateTimeOffset.UnixEpoch);
        return plan.Root.Detects?.RuleFor(DetectedKind.Card, 100);
    }

    [Fact]
    public void A_record_is_quarantined_where_it_is_written_and_masked_where_it_is_read()
    {
        Assert.Equal(("quarantine.p0", new PanMask(6, 4)), (Acting(When.Produce, "quarantine")!.QuarantineTopic, Acting(When.Produce, "quarantine")!.Treatment));
        Assert.Equal((null, new PanMask(6, 4)), (Acting(When.Consume, "quarantine")!.QuarantineTopic, Acting(When.Consume, "quarantine")!.Treatment));
        Assert.Equal("held", Acting(When.Produce, "quarantine, to: held")!.QuarantineTopic);
    }

    [Theory]
    [InlineData("mask", "quarantine", "quarantine.p1")]
    [InlineData("quarantine", "mask", "quarantine.p0")]
    [InlineData("quarantine", "observe", "quarantine.p0")]
    [InlineData("quarantine", "quarantine", "quarantine.p0")]
    [InlineData("quarantine", "reject", null)]
    [InlineData("reject", "quarantine", null)]
    public void It_is_stronger_than_to_mask_and_weaker_than_to_refuse(string one, string other, string? topic) =>
        Assert.Equal(topic, Acting(When.Produce, one, other)!.QuarantineTopic);

    [Fact]
    public void A_plan_and_a_rule_set_say_whether_they_quarantine()
    {
        var (with, without) = (PolicyText.Rules(Policy("p", "quarantine")), PolicyText.Rules(Policy("p", "mask")));

        Assert.True(with.Quarantines && with.PlanFor(new Caller("User:x"), "chat.eu", When.Produce, DateTimeOffset.UnixEpoch).Quarantines);
        Assert.False(with.PlanFor(new Caller("User:x"), "other", When.Produce, DateTimeOffset.UnixEpoch).Quarantines);
        Assert.False(without.Quarantines || without.PlanFor(new Caller("User:x"), "chat.eu", When.Produce, DateTimeOffset.UnixEpoch).Quarantines);
    }
}
