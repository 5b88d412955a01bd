namespace Compliance.Rules.Tests.Checks;

/// <summary>Rules that contradict each other, or protect less than they seem to.</summary>
public sealed class ProtectionChecksTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Access = "access:\n  - {id: A1";

    [Theory]
    [InlineData("hash: {key: pan}", true)]
    [InlineData("mask: {keepLast: 4}", false)]
    public void A_class_is_not_both_hashed_and_partly_masked(string second, bool refused)
    {
        var text = PolicyText.With(Access, $"  - {{id: P2, class: card, when: consume, do: {{{second}}}}}\n{Access}");

        var errors = PolicyText.Problems(text).Where(p => p.Severity == Severity.Error).ToList();

        Assert.Equal(refused ? 1 : 0, errors.Count);
        Assert.All(errors, e => Assert.Contains("together they can be turned back", e.Text));
        Assert.All(errors, e => PolicyText.AssertAt(e, text, "P1"));
    }

    [Theory]
    [InlineData("payments.**", "$.card.number", true)]
    [InlineData("payments.eu", "$.card.number", true)]
    [InlineData("**", "$.card.number", true)]
    [InlineData("orders.**", "$.card.number", false)]
    [InlineData("payments.**", "$.card.code", false)]
    public void Nor_is_a_field_hashed_in_one_file_and_partly_masked_in_another(string topics, string path, bool refused)
    {
        var second = $$$"""
            schema: policy/v1
            policy: {id: other, title: t, owner: o}
            classes: {pan: {find: [{topics: "{{{topics}}}", path: "{{{path}}}"}]}}
            keys: {k: {env: K}}
            protect: [{id: X1, class: pan, when: produce, do: {hash: k}}]
            """;

        var (_, problems) = PolicyLoader.Load([("a.yaml", PolicyText.Sound), ("b.yaml", second)]);

        Assert.Equal(refused ? ["A field of 'card' is hashed by X1"] : [], problems.Where(p => p.Severity == Severity.Error).Select(p => p.Text.Split(" and")[0]));
    }

    [Theory]
    [InlineData("{id: P2, class: card, when: consume, do: redact}", "Rule P1 never acts")]
    [InlineData("{id: P2, class: card, when: consume, do: {mask: {keepLast: 5}}}", null)]
    [InlineData("{id: P2, class: card, when: consume, do: redact, except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-2, approvedBy: x}]}", null)]
    public void A_rule_that_a_stronger_one_always_beats_is_warned_of(string second, string? warning)
    {
        var text = PolicyText.With(Access, $"  - {second}\n{Access}");

        Assert.Equal(warning is null ? [] : [warning], PolicyText.Problems(text).Where(p => p.Text.Contains("never acts", StringComparison.Ordinal)).Select(p => p.Text.Split(':')[0]));
    }

    [Fact]
    public void A_class_may_be_hashed_and_masked_whole()
    {
        var text = PolicyText.With("{mask: {keepLast: 4}}", "mask").Replace(Access, $"  - {{id: P2, class: card, when: consume, do: {{hash: pan}}}}\n{Access}", StringComparison.Ordinal);

        Assert.DoesNotContain(PolicyText.Problems(text), p => p.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("redact")]
    [InlineData("mask")]
    public void An_exception_can_not_reveal_what_is_stored_destroyed(string treatment)
    {
        var text = PolicyText.With(Access, $"  - {{id: P2, class: card, when: produce, do: {treatment}}}\n{Access}");

        var error = PolicyText.OnlyError(text);

        Assert.Contains($"P2 stores only what '{treatment}' leaves", error.Text);
        PolicyText.AssertAt(error, text, "{people: fraud, do: reveal");
    }

    [Fact]
    public void An_exception_may_reveal_what_some_writers_are_excepted_from_destroying()
    {
        var text = PolicyText.With(Access, $"  - {{id: P2, class: card, when: produce, do: drop, except: [{{people: tills, do: reveal, until: 2030-01-01, ticket: T-2, approvedBy: x}}]}}\n{Access}");

        Assert.DoesNotContain(PolicyText.Problems(text), p => p.Severity == Severity.Error);
    }

    [Fact]
    public void A_card_code_is_dropped_before_it_is_stored()
    {
        var text = PolicyText.With("card: {find", "card: {rules: [PCI 3.3.1], find");

        Assert.Contains("may not be stored", PolicyText.OnlyError(text).Text);
        var dropped = text.Replace("do: {mask: {keepLast: 4}}", "do: drop", StringComparison.Ordinal).Replace("when: consume", "when: produce", StringComparison.Ordinal);
        Assert.Contains("no exception", PolicyText.OnlyError(dropped).Text);
        Assert.DoesNotContain(
            PolicyText.Problems(dropped.Replace("    except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: ciso}]\n", "", StringComparison.Ordinal)),
            p => p.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("born, format: csv", "'csv', where nobody looks for one")]
    [InlineData("$, format: text", "'text', where nobody looks for one")]
    [InlineData("born, format: protobuf", null)]
    public void Dates_are_shifted_where_their_subject_can_be_found(string find, string? message)
    {
        var text = PolicyText.With("path: $.card.number", $"path: {find}").Replace("{mask: {keepLast: 4}}", "{shift: {days: 30, by: $.id, key: pan}}", StringComparison.Ordinal);

        var errors = PolicyText.Problems(text).Where(p => p.Severity == Severity.Error).Select(p => p.Text);

        if (message is null)
            Assert.Empty(errors);
        else
            Assert.Contains(message, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_rule_is_warned_of()
    {
        var text = PolicyText.With("classes:\n", "classes:\n  email: {find: [{topics: \"**\", path: email}]}\n");

        Assert.Contains("No rule protects the class 'email'", PolicyText.OnlyWarning(text).Text);
    }

    [Theory]
    [InlineData("by: [A1, P1]", "by: [A1]", "rule P1")]
    [InlineData("by: [A2]", "decision: allow", "rule A2")]
    public void A_rule_without_test_is_warned_of(string part, string replacement, string rule)
    {
        Assert.Contains($"No test names {rule}", PolicyText.OnlyWarning(PolicyText.With(part, replacement)).Text);
    }

    [Fact]
    public void A_rule_that_no_test_can_reach_needs_none()
    {
        var text = PolicyText.With("  - {id: A2", "  - {id: A3, allow: [create], cluster: true, people: tills}\n  - {id: A2");

        Assert.DoesNotContain(PolicyText.Problems(text), p => p.Text.Contains("A3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-12-31", true)]
    [InlineData("2027-01-01", true)]
    [InlineData("2027-01-01T00:00:01Z", false)]
    [InlineData("2027-01-01T00:30:00+01:00", true)]
    public void An_exception_that_has_ended_is_warned_of(string until, bool ended)
    {
        var text = PolicyText.With("2030-01-01", until);

        var warnings = PolicyText.Problems(text, Now).Where(p => p.Text.Contains("The exception T-1 of rule P1 ended at", StringComparison.Ordinal)).ToList();

        Assert.Equal(ended ? 1 : 0, warnings.Count);
        Assert.All(warnings, w => Assert.Equal(Severity.Warning, w.Severity));
    }

    [Theory]
    [InlineData("2027-01-30", "ends in less than 30 days, at 2027-01-30T00:00:00Z, and with it what ciso approved")]
    [InlineData("2027-01-31", "ends in less than 30 days")]
    [InlineData("2027-01-31T00:00:01Z", null)]
    [InlineData("2027-01-01", "is off")]
    public void An_exception_that_is_about_to_end_is_warned_of_before(string until, string? warning)
    {
        var text = PolicyText.With("2030-01-01", until);

        var told = PolicyText.Problems(text, Now).Where(p => p.Text.Contains("T-1", StringComparison.Ordinal)).ToList();

        Assert.Equal(warning is null ? 0 : 1, told.Count);
        Assert.All(told, p => Assert.Contains(warning!, p.Text));
        Assert.All(told, p => PolicyText.AssertAt(p, text, "until"));
    }

    [Theory]
    [InlineData("{people: fraud, do: reveal, until: 2030-01-01, ticket: T-2, approvedBy: x}", true)]
    [InlineData("{people: [fraud], purpose: case, do: reveal, until: 2029-01-01, ticket: T-2, approvedBy: x}", true)]
    [InlineData("{people: fraud, do: reveal, until: 2030-01-02, ticket: T-2, approvedBy: x}", false)]
    [InlineData("{people: [fraud, tills], do: reveal, until: 2030-01-01, ticket: T-2, approvedBy: x}", false)]
    [InlineData("{purpose: case, do: reveal, until: 2030-01-01, ticket: T-2, approvedBy: x}", false)]
    public void An_exception_that_one_above_it_hides_is_warned_of(string second, bool isHidden)
    {
        var text = PolicyText.With("approvedBy: ciso}]", $"approvedBy: ciso}}, {second}]");

        var warnings = PolicyText.Problems(text).Where(p => p.Text.StartsWith("The exception T-2 of rule P1 never decides: T-1", StringComparison.Ordinal)).ToList();

        Assert.Equal(isHidden ? 1 : 0, warnings.Count);
    }

    [Fact]
    public void A_policy_whose_review_is_due_is_warned_of()
    {
        var text = PolicyText.With("owner: dpo@shop.example", "owner: x, reviewBy: 2026-01-01");

        Assert.Contains("reviewed by 2026-01-01", PolicyText.OnlyWarning(text, Now).Text);
    }

    [Theory]
    [InlineData("{id: D1, deny: [\"*\"], topics: \"**\", people: \"*\"}", true)]
    [InlineData("{id: D1, deny: [write], topics: \"payments.**\", people: tills}", true)]
    [InlineData("{id: D1, deny: [write], topics: \"payments.*\", people: tills}", false)]
    [InlineData("{id: D1, deny: [read], topics: \"**\", people: \"*\"}", false)]
    [InlineData("{id: D1, deny: [write], topics: \"**\", people: \"*\", unless: {people: tills}}", false)]
    [InlineData("{id: D1, deny: [write], topics: \"**\", people: fraud}", false)]
    public void An_allow_that_a_deny_swallows_is_warned_of(string deny, bool swallowed)
    {
        var text = PolicyText.With("  - {id: A2", $"  - {deny}\n  - {{id: A2");

        var warnings = PolicyText.Problems(text).Where(p => p.Text.Contains("never allows", StringComparison.Ordinal)).ToList();

        Assert.Equal(swallowed ? 1 : 0, warnings.Count(w => w.Text.StartsWith("Rule A2", StringComparison.Ordinal)));
        Assert.All(warnings, w => Assert.Equal(Severity.Warning, w.Severity));
    }
}
