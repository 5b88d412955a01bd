namespace Compliance.Rules.Tests.Checks;

/// <summary>Names lead somewhere, and lead to one thing only.</summary>
public sealed class NameChecksTests
{
    [Theory]
    [InlineData("people: tills", "people: till", "till}", "'till' is not declared under 'people' of this file; did you mean 'tills'?")]
    [InlineData("except: [{people: fraud", "except: [{people: police", "police", "under 'people'")]
    [InlineData("except: [{people: fraud", "except: [{purpose: cases", "cases", "under 'purposes' of this file; did you mean 'case'?")]
    [InlineData("people: [fraud]}\nclasses", "people: [frau]}\nclasses", "frau]", "under 'people'")]
    [InlineData("class: card", "class: cards", "cards", "under 'classes'")]
    [InlineData("{mask: {keepLast: 4}}", "{hash: {key: pam}}", "{hash", "under 'keys' of this file; did you mean 'pan'?")]
    [InlineData("people: tills}", "people: tills, unless: {people: boss}}", "boss", "under 'people'")]
    [InlineData("people: tills}", "people: tills, unless: {purpose: fun}}", "fun}", "under 'purposes'")]
    [InlineData("group: bi-x}", "group: bi-x, purpose: fun}", "fun}", "under 'purposes'")]
    [InlineData("by: [A2]", "by: [A3]", "A3", "neither the id of a rule nor the ticket")]
    public void A_name_that_nothing_declares_is_refused(string part, string replacement, string at, string message)
    {
        var text = PolicyText.With(part, replacement);

        var error = PolicyText.OnlyError(text);

        Assert.Contains(message, error.Text);
        PolicyText.AssertAt(error, text, at);
    }

    [Theory]
    [InlineData("  fraud: {", "  police: {principals: [\"User:police\"]}\n  fraud: {", "Nothing in this file speaks of the people 'police'", "police")]
    [InlineData("  case: {", "  fun: {people: fraud}\n  case: {", "No exception or rule asks for the purpose 'fun'", "fun")]
    public void A_name_that_nothing_uses_is_warned_of(string part, string replacement, string message, string at)
    {
        var text = PolicyText.With(part, replacement);

        var warning = PolicyText.OnlyWarning(text);

        Assert.Contains(message, warning.Text);
        PolicyText.AssertAt(warning, text, at);
    }

    [Fact]
    public void A_mechanism_that_there_is_not_is_refused()
    {
        var text = PolicyText.With("principals: [\"User:fraud\"]", "principals: [\"User:fraud\"], mechanisms: [SCRAM-SHA512]");

        var error = PolicyText.OnlyError(text);

        Assert.StartsWith("'SCRAM-SHA512' is no SASL mechanism; did you mean 'SCRAM-SHA-512'?", error.Text, StringComparison.Ordinal);
        PolicyText.AssertAt(error, text, "SCRAM-SHA512");
    }

    [Fact]
    public void A_purpose_that_an_exception_asks_for_is_used() =>
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With("except: [{people: fraud", "except: [{purpose: case")), p => p.Text.Contains("'case'", StringComparison.Ordinal));

    [Fact]
    public void Everybody_needs_no_declaration()
    {
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With("people: tills", "people: \"*\"")), p => p.Severity == Severity.Error);
    }

    [Fact]
    public void A_rule_id_that_stands_twice_is_refused_also_across_files()
    {
        Assert.Contains("'A1' is taken by shop.yaml:20:10", PolicyText.OnlyError(PolicyText.With("{id: A2", "{id: A1").Replace("by: [A2]", "by: [A1]", StringComparison.Ordinal)).Text);

        var (rules, problems) = PolicyLoader.Load([("a.yaml", PolicyText.Sound), ("b.yaml", PolicyText.With("id: shop", "id: other"))]);
        Assert.Null(rules);
        Assert.Equal(["A1", "A2", "P1"], problems.Where(p => p.Severity == Severity.Error).Select(p => p.Text.Split('\'')[1]).Order());
        Assert.All(problems.Where(p => p.Severity == Severity.Error), p => Assert.Equal("b.yaml", p.File));
    }

    [Fact]
    public void Two_files_do_not_share_a_policy_id()
    {
        var second = "schema: policy/v1\npolicy: {id: shop, title: t, owner: o}\n";

        var (_, problems) = PolicyLoader.Load([("a.yaml", PolicyText.Sound), ("b.yaml", second)]);

        var error = Assert.Single(problems, p => p.Severity == Severity.Error);
        Assert.Equal(("b.yaml", 2, 14), (error.File, error.Line, error.Column));
    }

    [Theory]
    [InlineData("keys/pan.key", 0)]
    [InlineData("keys/pan2.key", 1)]
    public void A_key_name_means_one_key_over_all_files(string file, int errors)
    {
        var second = $"schema: policy/v1\npolicy: {{id: other, title: t, owner: o}}\nkeys: {{pan: {{file: {file}}}}}\n";

        var (_, problems) = PolicyLoader.Load([("a.yaml", PolicyText.Sound), ("b.yaml", second)]);

        Assert.Equal(errors, problems.Count(p => p.Severity == Severity.Error && p.Text.Contains("another one in a.yaml:12:3", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_of_another_file_are_not_seen()
    {
        var second = "schema: policy/v1\npolicy: {id: other, title: t, owner: o}\naccess: [{id: B1, allow: [read], topics: x, people: tills}]\n";

        var (_, problems) = PolicyLoader.Load([("a.yaml", PolicyText.Sound), ("b.yaml", second)]);

        Assert.Contains("'tills' is not declared", Assert.Single(problems, p => p.Severity == Severity.Error).Text);
    }
}
