using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>Which fields a caller gets how, and until when that holds.</summary>
public sealed class PlanTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Caller Analyst = new("User:bi");
    private static readonly Caller Fraud = new("User:fraud");

    private const string Text = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        people: {fraud: {principals: ["User:fraud"]}, dpo: {principals: ["User:dpo"]}}
        purposes: {case: {people: [fraud]}}
        classes:
          card: {find: [{topics: "pay.**", path: $.card.number}, {topics: pay.old, path: $.number}]}
          person: {find: [{topics: ["pay.**", "crm.**"], path: "$.{name,email}"}]}
          code: {find: [{topics: "pay.**", path: $.card.code}]}
        protect:
          - id: P1
            class: card
            when: consume
            do: {mask: {keepLast: 4}}
            except:
              - {people: fraud, do: reveal, until: 2027-06-01, ticket: T-1, approvedBy: ciso}
              - {people: dpo, do: reveal, until: 2028-01-01T12:00:00Z, ticket: T-2, approvedBy: ciso}
          - id: P2
            class: person
            when: consume
            do: redact
            except: [{purpose: case, do: reveal, until: 2027-03-01, ticket: T-3, approvedBy: dpo}]
          - {id: P3, class: code, when: produce, do: drop}
        """;

    private static FieldPlan Plan(Caller caller, string topic = "pay.eu", When when = When.Consume, DateTimeOffset? now = null) =>
        PolicyText.Rules(Text).PlanFor(caller, topic, when, now ?? Now);

    private static string Show(FieldPlan plan) =>
        string.Join(' ', plan.Rules.Select(r => $"{r.RuleId}:{r.PathText}:{r.Treatment.Name}{(r.Exemption is null ? "" : ":" + r.Exemption.Ticket)}"));

    [Fact]
    public void A_plan_has_the_rules_of_its_topic_and_direction()
    {
        Assert.Equal("P1:$.card.number:mask P2:$.{name,email}:redact", Show(Plan(Analyst)));
        Assert.Equal("P1:$.card.number:mask P1:$.number:mask P2:$.{name,email}:redact", Show(Plan(Analyst, "pay.old")));
        Assert.Equal("P2:$.{name,email}:redact", Show(Plan(Analyst, "crm.x")));
        Assert.Equal("P3:$.card.code:drop", Show(Plan(Analyst, when: When.Produce)));
        Assert.True(Plan(Analyst, "other").IsEmpty);
        Assert.Null(Plan(Analyst, "other").Policy);
        Assert.Equal("p", Plan(Analyst).Policy!.Id);
    }

    [Fact]
    public void An_exception_reveals_to_its_people_until_its_second_and_no_longer()
    {
        var until = new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal("P1:$.card.number:reveal:T-1 P2:$.{name,email}:redact", Show(Plan(Fraud)));
        Assert.Equal(until, Plan(Fraud).ValidUntil);
        Assert.Contains("P1:$.card.number:reveal", Show(Plan(Fraud, now: until.AddTicks(-1))));
        Assert.Contains("P1:$.card.number:mask", Show(Plan(Fraud, now: until)));
        Assert.Equal(DateTimeOffset.MaxValue, Plan(Fraud, now: until).ValidUntil);
        Assert.Equal(DateTimeOffset.MaxValue, Plan(Analyst).ValidUntil);
    }

    [Fact]
    public void An_exception_by_purpose_wants_it_declared_by_somebody_who_may()
    {
        Assert.Contains("P2:$.{name,email}:reveal:T-3", Show(Plan(Fraud with { Purpose = "case" })));
        Assert.Contains("P2:$.{name,email}:redact", Show(Plan(Fraud)));
        Assert.Contains("P2:$.{name,email}:redact", Show(Plan(Analyst with { Purpose = "case" })));
    }

    [Fact]
    public void A_plan_holds_until_the_first_of_its_exceptions_ends()
    {
        Assert.Equal(new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero), Plan(Fraud with { Purpose = "case" }).ValidUntil);
    }

    [Fact]
    public void A_remembered_plan_is_made_anew_when_it_has_ended()
    {
        var rules = PolicyText.Rules(Text);
        var before = rules.PlanFor(Fraud, "pay.eu", When.Consume, Now);

        Assert.Same(before, rules.PlanFor(Fraud, "pay.eu", When.Consume, Now.AddDays(1)));
        var after = rules.PlanFor(Fraud, "pay.eu", When.Consume, before.ValidUntil);
        Assert.Contains("P1:$.card.number:mask", Show(after));
        Assert.Same(after, rules.PlanFor(Fraud, "pay.eu", When.Consume, before.ValidUntil.AddDays(1)));
    }

    [Fact]
    public void Callers_and_topics_that_are_treated_alike_share_a_plan()
    {
        var rules = PolicyText.Rules(Text);

        Assert.Same(rules.PlanFor(Analyst, "pay.eu", When.Consume, Now), rules.PlanFor(new("User:other"), "pay.us", When.Consume, Now));
        Assert.NotSame(rules.PlanFor(Analyst, "pay.eu", When.Consume, Now), rules.PlanFor(Fraud, "pay.eu", When.Consume, Now));
    }

    [Fact]
    public void The_strongest_of_several_rules_on_a_field_wins_over_all_files()
    {
        // given the same path under four classes, in two files, weakest first
        string File(string id, params string[] treatments) =>
            $"schema: policy/v1\npolicy: {{id: {id}, title: t, owner: o}}\nkeys: {{k: {{env: K}}}}\nclasses:\n"
            + string.Concat(treatments.Select((_, i) => $"  c{i}: {{find: [{{topics: t, path: a}}]}}\n")) + "protect:\n"
            + string.Concat(treatments.Select((t, i) => $"  - {{id: {id}{i}, class: c{i}, when: consume, do: {t}}}\n"));
        FieldRule Winner(params string[] files) => PolicyText.Rules(files).PlanFor(Analyst, "t", When.Consume, Now).Root.Member("a"u8).OnScalar!;

        Assert.Equal("p1", Winner(File("p", "{mask: {keepLast: 4}}", "{mask: {keepLast: 3}}")).RuleId);
        Assert.Equal("p1", Winner(File("p", "mask", "{hash: k}")).RuleId);
        Assert.Equal("q0", Winner(File("p", "mask", "{hash: k}"), File("q", "redact")).RuleId);
        Assert.Equal("q1", Winner(File("p", "mask", "redact"), File("q", "redact", "drop")).RuleId);
        Assert.Equal("p0", Winner(File("p", "redact"), File("q", "redact")).RuleId);
    }

    [Fact]
    public void Keys_and_headers_have_a_plan_each_and_only_where_rules_speak_of_them()
    {
        var plan = PolicyText.Rules("""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            classes:
              id: {find: [{topics: t, in: key}, {topics: t, in: "header:user", path: $.b}, {topics: t, in: "header:user", path: $.a}, {topics: other, in: key}]}
              note: {find: [{topics: t, in: "header:note"}, {topics: t, path: $.note}]}
            protect:
              - {id: P1, class: id, when: consume, do: redact}
              - {id: P2, class: note, when: consume, do: nullify}
            """).PlanFor(Analyst, "t", When.Consume, Now);

        Assert.Equal("P2:$.note:nullify", Show(plan));
        Assert.Equal(["key:$", "header:user:$.b", "header:user:$.a", "header:note:$"], plan.AllRules.Except(plan.Rules).Select(r => r.PathText));
        Assert.Equal((ValueFormats.Json, ValueFormats.Text), (plan.Formats, plan.Key!.Formats));
        Assert.Equal(["user Json", "note Text"], plan.Headers.Select(h => $"{h.Plan.Part.Header} {h.Plan.Formats}"));
        Assert.Equal((null, null, "P2"), (plan.Key.Taken?.RuleId, plan.Headers[0].Plan.Taken?.RuleId, plan.Headers[1].Plan.Taken?.RuleId));
        Assert.True(Plan(Analyst).IsOfValuesAlone);
        Assert.False(plan.IsOfValuesAlone);
    }

    [Fact]
    public void A_header_is_under_all_patterns_that_it_fits_and_the_narrowest_plan_holds_the_rules_of_all()
    {
        var plan = PolicyText.Rules("""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            classes:
              all: {find: [{topics: t, in: "header:*"}]}
              own: {find: [{topics: t, in: "header:x-*"}]}
              user: {find: [{topics: t, in: "header:x-user"}]}
              pan: {find: [{topics: t, in: "header:pan"}]}
            keys: {k: {env: K}}
            protect:
              - {id: P1, class: all, when: consume, do: {mask: {keepLast: 4}}}
              - {id: P2, class: own, when: consume, do: redact}
              - {id: P3, class: user, when: consume, do: {mask: {}}}
              - {id: P4, class: pan, when: produce, do: {token: {with: siv, key: k}}}
            """).PlanFor(Analyst, "t", When.Consume, Now);

        Assert.Equal(["x-user P1 P2 P3", "pan P1", "x-* P1 P2", "* P1"], plan.Headers.Select(h => $"{h.Plan.Part.Header} {string.Join(' ', h.Plan.Rules.Select(r => r.RuleId))}"));
        Assert.Equal("header:x-*:$", plan.Headers[2].Plan.Rules[1].PathText);
        // What a produce rule has stored there is turned back under a wider pattern too.
        Assert.Equal([null, "P4", null, null], plan.Headers.Select(h => h.Plan.Root.Stored?.RuleId));
    }
}
