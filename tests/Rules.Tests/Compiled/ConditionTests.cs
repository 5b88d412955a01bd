using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>Rules that hold at some hours, for some client ids and for a purpose.</summary>
public sealed class ConditionTests
{
    private const string Office = "Mon-Fri 08:00-18:00 Europe/Berlin";
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 11, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Evening = new(2026, 12, 1, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_access_rule_holds_at_its_hours()
    {
        var rules = PolicyText.Rules(PolicyText.With("people: [analysts, fraud]", $"people: [analysts, fraud], hours: \"{Office}\""));

        Assert.Equal((true, "A1"), Read(rules, Asking(rules, Noon)));
        Assert.Equal((false, null), Read(rules, Asking(rules, Evening)));
        Assert.Equal(Evening, rules.HoursAt(Noon)!.Until);
        Assert.Same(rules.HoursAt(Noon), rules.HoursAt(Evening.AddTicks(-1)));
        Assert.NotEqual(rules.HoursAt(Noon), rules.HoursAt(Evening));
        Assert.Equal(rules.HoursAt(Noon), rules.HoursAt(Noon.AddDays(1)));
    }

    [Fact]
    public void A_denial_spares_at_the_hours_of_its_unless()
    {
        var rules = PolicyText.Rules(PolicyText.With("\ntests:", $"\n  - {{id: A3, deny: [read], topics: \"payments.**\", people: analysts, unless: {{hours: \"{Office}\"}}}}\ntests:"));

        Assert.Equal((true, "A1"), Read(rules, Asking(rules, Noon)));
        Assert.Equal((false, "A3"), Read(rules, Asking(rules, Evening)));
    }

    [Theory]
    [InlineData("bi-7.desk", true)]
    [InlineData("desk", false)]
    [InlineData(null, false)]
    public void An_access_rule_holds_for_its_client_ids(string? clientId, bool allowed)
    {
        var rules = PolicyText.Rules(PolicyText.With("people: [analysts, fraud]", "people: [analysts, fraud], clientIds: [\"bi-*\", audit]"));

        Assert.True(rules.AsksClientIds);
        Assert.False(rules.StatesByClientId);
        Assert.Equal(allowed, Read(rules, new Caller("User:bi-1", ClientIds: rules.StatedBy(clientId).ClientIds)).Allowed);
        Assert.Equal(rules.StatedBy("bi-1"), rules.StatedBy("bi-2"));
    }

    [Fact]
    public void An_access_rule_holds_for_its_purpose_and_those_who_may_claim_it()
    {
        var rules = PolicyText.Rules(PolicyText.With("people: [analysts, fraud]", "people: [analysts, fraud], purpose: case"));

        Assert.True(Read(rules, new Caller("User:fraud", "case")).Allowed);
        Assert.False(Read(rules, new Caller("User:fraud")).Allowed);
        Assert.False(Read(rules, new Caller("User:bi-1", "case")).Allowed);
    }

    [Fact]
    public void An_exception_reveals_at_its_hours_and_for_its_client_ids()
    {
        var rules = PolicyText.Rules(PolicyText.With("except: [{people: fraud,", $"except: [{{people: fraud, hours: [\"{Office}\"], clientIds: \"desk-*\","));

        Assert.IsType<Reveal>(Treatment(rules, Noon, "desk-1"));
        Assert.IsType<Mask>(Treatment(rules, Evening, "desk-1"));
        Assert.IsType<Mask>(Treatment(rules, Noon, "home"));
    }

    [Fact]
    public void A_break_glass_grant_opens_what_rules_call_so_to_people_whom_they_name()
    {
        var rules = PolicyText.Rules(PolicyText.With("people: [analysts, fraud]", "people: [analysts, fraud], breakGlass: night"));

        Assert.True(Read(rules, new Caller("User:bi-1", Opened: new(["day", "night"]))).Allowed);
        Assert.False(Read(rules, new Caller("User:bi-1", Opened: new(["day"]))).Allowed);
        Assert.False(Read(rules, new Caller("User:bi-1")).Allowed);
        Assert.False(Read(rules, new Caller("User:till-1", Opened: new(["night"]))).Allowed);
        Assert.Equal(["night"], rules.Opens);
        Assert.True(rules.MayOpen("night", "User:bi-7"));
        Assert.False(rules.MayOpen("night", "User:till-1"));
        Assert.False(rules.MayOpen("day", "User:bi-7"));
        Assert.Equal(new OpenedAccess(["a", "b"]), new OpenedAccess(["b", "a", "b"]));
    }

    [Fact]
    public void Audit_rows_and_quotas_take_them_too()
    {
        var rules = PolicyText.Rules(PolicyText.With("tests:", $$"""
            audit: [{id: M1, mode: strict, apis: fetch, hours: "{{Office}}"}]
            rows: [{id: R1, topics: "payments.**", people: analysts, hours: "{{Office}}", keep: key = 'x'}]
            quotas: [{id: Q1, people: analysts, clientIds: "bi-*", read: 1MB/s}]
            tests:
            """));

        Assert.Equal(AuditMode.Strict, rules.AuditFor(Asking(rules, Noon), "payments.eu").Of(ApiGroup.Fetch, false));
        Assert.Null(rules.AuditFor(Asking(rules, Evening), "payments.eu").Of(ApiGroup.Fetch, false));
        Assert.Single(rules.PlanFor(Asking(rules, Noon), "payments.eu", When.Consume, Noon).Rows);
        Assert.Empty(rules.PlanFor(Asking(rules, Evening), "payments.eu", When.Consume, Evening).Rows);
        Assert.Single(rules.QuotasFor(new Caller("User:bi-1", ClientIds: rules.StatedBy("bi-9").ClientIds)));
        Assert.Empty(rules.QuotasFor(new Caller("User:bi-1")));
    }

    [Fact]
    public void Asking_between_edges_allocates_nothing()
    {
        var rules = PolicyText.Rules(PolicyText.With("people: [analysts, fraud]", $"people: [analysts, fraud], hours: \"{Office}\", clientIds: \"bi-*\""));
        var caller = Asking(rules, Noon) with { ClientIds = rules.StatedBy("bi-1").ClientIds };

        var allocated = Enumerable.Range(0, 10).Select(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                Assert.True(rules.HoursAt(Noon)!.IsOf(Noon) && rules.StatedBy("bi-1").ClientIds is not null);
                Assert.True(rules.Decide(caller, Operation.Read, ResourceType.Topic, "payments.eu").Allowed);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).Min();

        Assert.Equal(0, allocated);
    }

    private static Caller Asking(RuleSet rules, DateTimeOffset at) => new("User:bi-1", Open: rules.HoursAt(at));

    private static (bool Allowed, string? Rule) Read(RuleSet rules, Caller caller) =>
        rules.Decide(caller, Operation.Read, ResourceType.Topic, "payments.eu") is var decision ? (decision.Allowed, decision.RuleId) : default;

    private static Treatment Treatment(RuleSet rules, DateTimeOffset at, string clientId) =>
        Assert.Single(rules.PlanFor(new Caller("User:fraud", ClientIds: rules.StatedBy(clientId).ClientIds, Open: rules.HoursAt(at)), "payments.eu", When.Consume, at).Rules).Treatment;
}
