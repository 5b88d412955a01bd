using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>How requests are kept, by rules of one file and of several.</summary>
public sealed class AuditModesTests
{
    private const string Rules = """
        audit:
          - {id: M1, mode: strict, apis: [produce, fetch], classes: card}
          - {id: M2, mode: best-effort, apis: fetch, topics: "logs.**", people: analysts}
          - {id: M3, mode: durable, apis: fetch, topics: "logs.**"}
          - {id: M4, mode: aggregate, apis: [groups, describe]}
          - {id: M5, mode: durable, apis: "*", denied: true, people: tills}
        tests:
        """;

    private static readonly string Policy = PolicyText.With("tests:", Rules);

    [Theory]
    [InlineData("User:till-1", "payments.eu", ApiGroup.Produce, AuditMode.Strict)]
    [InlineData("User:bi-7", "payments.eu.card", ApiGroup.Fetch, AuditMode.Strict)]
    [InlineData("User:bi-7", "logs.web", ApiGroup.Fetch, AuditMode.BestEffort)]
    [InlineData("User:fraud", "logs.web", ApiGroup.Fetch, AuditMode.Durable)]
    [InlineData("User:fraud", null, ApiGroup.Groups, AuditMode.Aggregate)]
    [InlineData("User:fraud", "payments.eu", ApiGroup.Describe, AuditMode.Aggregate)]
    [InlineData("User:bi-7", "logs.web", ApiGroup.Produce, null)]
    [InlineData("User:bi-7", "other", ApiGroup.Fetch, null)]
    [InlineData("User:bi-7", null, ApiGroup.Fetch, null)]
    public void The_first_rule_of_which_all_holds_decides(string principal, string? topic, ApiGroup group, AuditMode? expected)
    {
        var modes = PolicyText.Rules(Policy).AuditFor(new Caller(principal), topic);

        Assert.Equal(expected, modes.Of(group, denied: false));
    }

    [Fact]
    public void What_was_refused_is_a_matter_of_rules_that_say_so_alone()
    {
        var rules = PolicyText.Rules(Policy);

        // M1 speaks of what was let through only, M5 of what tills were refused.
        Assert.Null(rules.AuditFor(new Caller("User:bi-7"), "payments.eu").Of(ApiGroup.Fetch, denied: true));
        Assert.Equal(AuditMode.Durable, rules.AuditFor(new Caller("User:till-1"), "payments.eu").Of(ApiGroup.Produce, denied: true));
        Assert.Equal(AuditMode.Durable, rules.AuditFor(new Caller("User:till-1"), null).Of(ApiGroup.Authentication, denied: true));
    }

    [Theory]
    [InlineData(ApiGroup.Fetch, false, false, AuditMode.Strict)] // M1
    [InlineData(ApiGroup.Fetch, true, false, AuditMode.Strict)]
    [InlineData(ApiGroup.Transactions, false, false, AuditMode.BestEffort)]
    [InlineData(ApiGroup.Transactions, true, false, AuditMode.Strict)]
    [InlineData(ApiGroup.Admin, false, true, AuditMode.Strict)]
    [InlineData(ApiGroup.Authentication, false, false, AuditMode.Strict)]
    [InlineData(ApiGroup.Polls, false, false, AuditMode.Aggregate)]
    [InlineData(ApiGroup.Polls, false, true, AuditMode.BestEffort)]
    public void What_no_rule_speaks_of_is_kept_by_its_kind(ApiGroup group, bool denied, bool failed, AuditMode expected)
    {
        var modes = PolicyText.Rules(Policy).AuditFor(new Caller("User:bi-7"), "payments.eu");

        Assert.Equal(expected, modes.Of(group, denied, failed, AuditMode.BestEffort));
    }

    [Fact]
    public void Of_several_files_the_strongest_holds()
    {
        var other = """
            schema: policy/v1
            policy: {id: logs, title: Logs, owner: dpo@shop.example}
            audit:
              - {id: L1, mode: durable, apis: [groups, fetch], topics: "logs.**"}
              - {id: L2, mode: best-effort, apis: produce, topics: "payments.**"}
            """;
        var rules = PolicyText.Rules(Policy, other);
        var analyst = new Caller("User:bi-7");

        Assert.Equal(AuditMode.Durable, rules.AuditFor(analyst, "logs.web").Of(ApiGroup.Fetch, denied: false));
        Assert.Equal(AuditMode.Durable, rules.AuditFor(analyst, "logs.web").Of(ApiGroup.Groups, denied: false));
        Assert.Equal(AuditMode.Strict, rules.AuditFor(analyst, "payments.eu").Of(ApiGroup.Produce, denied: false));
    }

    [Fact]
    public void Without_audit_rules_nothing_is_said_and_nothing_allocated()
    {
        var rules = PolicyText.Rules(PolicyText.Sound);
        var caller = new Caller("User:bi-7");
        rules.AuditFor(caller, "payments.eu"); // what a type makes once for itself is not counted

        var before = GC.GetAllocatedBytesForCurrentThread();
        var modes = rules.AuditFor(caller, "payments.eu");

        Assert.Same(AuditModes.None, modes);
        Assert.Null(modes.Of(ApiGroup.Fetch, denied: false));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
