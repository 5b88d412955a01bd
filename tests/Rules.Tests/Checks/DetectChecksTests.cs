namespace Compliance.Rules.Tests.Checks;

/// <summary>Classes that detectors find, and what becomes of what no class declares.</summary>
public sealed class DetectChecksTests
{
    private const string Find = "{topics: \"payments.**\", path: $.card.number}";
    private const string Head = "people:\n  tills";

    private static string WithFind(string find) => PolicyText.With(Find, find);

    private static string WithDefault(string undeclared) => PolicyText.With(Head, $"defaults: {{undeclaredPii: {undeclared}}}\n{Head}");

    [Theory]
    [InlineData("{topics: \"payments.**\", detect: pan}")]
    [InlineData("{topics: \"payments.**\", detect: pan, minScore: 0.8, path: $..text}")]
    [InlineData("{topics: \"payments.**\", detect: ssn, minScore: 1, path: $, format: avro}")]
    public void A_detector_can_be_written(string find) =>
        Assert.DoesNotContain(PolicyText.Problems(WithFind(find)), p => p.Severity == Severity.Error);

    [Theory]
    [InlineData("{topics: \"payments.**\", detect: card}", "'card' is no detector")]
    [InlineData("{topics: \"payments.**\", detect: pn}", "did you mean 'pan'")]
    [InlineData("{topics: \"payments.**\", detect: pan, minScore: 0.4}", "'minScore' is a number from 0.5")]
    [InlineData("{topics: \"payments.**\", detect: pan, minScore: 80}", "'minScore' is a number from 0.5")]
    [InlineData("{topics: \"payments.**\", detect: pan, minScore: high}", "'minScore' is a number, such as")]
    [InlineData("{topics: \"payments.**\", path: $.a, minScore: 0.8}", "add 'detect', or remove it")]
    [InlineData("{topics: \"payments.**\", detect: pan, path: \"$.*\"}", "is no path")]
    [InlineData("{topics: \"payments.**\", detect: pan, path: $.a, format: text}", "A text has no fields")]
    public void Every_mistake_of_a_detector_is_told(string find, string message) => Assert.Contains(message, PolicyText.OnlyError(WithFind(find)).Text);

    [Theory]
    [InlineData("drop", "the text around it stays")]
    [InlineData("nullify", "Write 'redact'")]
    [InlineData("{round: {to: 10}}", "neither a date nor an amount")]
    [InlineData("{generalise: {date: year}}", "neither a date nor an amount")]
    [InlineData("{shift: {days: 9, by: $.id, key: pan}}", "neither a date nor an amount")]
    public void What_has_no_meaning_within_a_text_is_refused(string treatment, string message)
    {
        var text = WithFind("{topics: \"payments.**\", detect: pan}").Replace("do: {mask: {keepLast: 4}}", $"do: {treatment}", StringComparison.Ordinal);

        Assert.Contains(message, PolicyText.OnlyError(text).Text);
    }

    [Theory]
    [InlineData("{token: {with: siv, key: pan}}")]
    [InlineData("{encrypt: pan}")]
    public void What_is_turned_back_within_no_text_is_made_with_a_warning_and_revealed_to_nobody(string treatment)
    {
        var text = WithFind("{topics: \"payments.**\", detect: pan}")
            .Replace("access:\n", $"  - {{id: P0, class: card, when: produce, do: {treatment}}}\naccess:\n", StringComparison.Ordinal);

        Assert.Contains("that is not found again there", PolicyText.OnlyError(text).Text);
        Assert.Contains(PolicyText.Problems(text), p => p.Severity == Severity.Warning && p.Text.Contains("shows it as it is", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hash_of_one_kind_and_a_mask_of_another_in_one_text_do_not_meet()
    {
        const string cards = "card: {find: [{topics: \"payments.**\", path: $.card.number}]}";
        string With(string kind) => PolicyText.With(cards, $"card: {{find: [{{topics: \"payments.**\", detect: pan}}]}}\n  other: {{find: [{{topics: \"payments.**\", detect: {kind}}}]}}")
            .Replace("access:\n", "  - {id: P2, class: other, when: consume, do: {hash: pan}}\naccess:\n", StringComparison.Ordinal);

        Assert.DoesNotContain(PolicyText.Problems(With("email")), p => p.Severity == Severity.Error);
        Assert.Contains("can be turned back", PolicyText.OnlyError(With("pan")).Text);
    }

    [Theory]
    [InlineData("observe")]
    [InlineData("mask")]
    [InlineData("reject")]
    [InlineData("pass")]
    [InlineData("quarantine")]
    [InlineData("{do: quarantine, to: Held_back-1.eu, when: [produce, consume]}")]
    [InlineData("{do: mask, detect: [pan, iban], minScore: 0.8, topics: \"chat.**\", format: text, when: [produce, consume]}")]
    [InlineData("{do: observe, in: key}")]
    [InlineData("{do: reject, in: [value, key, headers]}")]
    [InlineData("{do: mask, in: [\"header:x-*\", \"header:note\"], topics: \"chat.**\"}")]
    [InlineData("{do: mask, in: [value, headers], topics: \"chat.**\", format: text}")]
    public void What_becomes_of_undeclared_data_can_be_written(string undeclared) =>
        Assert.DoesNotContain(PolicyText.Problems(WithDefault(undeclared)), p => p.Severity == Severity.Error);

    [Theory]
    [InlineData("{do: mask, to: held}", "write 'do: quarantine', or remove it")]
    [InlineData("{do: quarantine, to: \"held.**\"}", "is the name of one topic")]
    [InlineData("{do: quarantine, to: \"..\"}", "is the name of one topic")]
    [InlineData("hide", "pass, observe, mask, quarantine or reject, not 'hide'")]
    [InlineData("{detect: pan}", "lacks 'do'")]
    [InlineData("{do: mask, detect: cards}", "'cards' is no detector")]
    [InlineData("{do: mask, format: avro}", "'format' says how the values of 'topics' are written")]
    [InlineData("{do: mask, when: always}", "'when' is 'produce'")]
    [InlineData("{do: mask, topics: \"*\"}", "'*' stops at a dot")]
    [InlineData("{do: mask, kinds: pan}", "has no key 'kinds'")]
    [InlineData("{do: mask, in: body}", "'in' is 'value', 'key', 'headers' (all of them), 'header:NAME' or a list of such, not 'body'")]
    [InlineData("{do: mask, in: [value, header]}", "or a list of such, not 'header'")]
    [InlineData("{do: mask, in: []}", "'in' is an empty list")]
    [InlineData("{do: mask, in: \"header:__value_schema_id\"}", "names a schema")]
    [InlineData("{do: observe, in: [key, headers], topics: \"chat.**\", format: text}", "'format' says how values are written, and 'in' leaves them out")]
    [InlineData("{do: mask, in: key}", "'undeclaredPii' masks what it finds in keys of 'payments.**', which makes different keys alike")]
    [InlineData("{do: quarantine, in: [value, key], topics: [chat.eu, chat.us]}", "masks what it finds in keys of 'chat.eu', 'chat.us'")]
    public void Every_mistake_of_the_default_is_told(string undeclared, string message) => Assert.Contains(message, PolicyText.OnlyError(WithDefault(undeclared)).Text);

    [Fact]
    public void A_default_that_no_test_names_is_told()
    {
        Assert.Contains("No test names shop.undeclaredPii", PolicyText.OnlyWarning(WithDefault("mask")).Text);
        Assert.DoesNotContain(PolicyText.Problems(WithDefault("mask").Replace("by: [A2]", "by: [A2, shop.undeclaredPii]", StringComparison.Ordinal)), p => p.Text.Contains("undeclaredPii", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mask", true)]
    [InlineData("{do: mask, topics: \"*.eu\"}", true)]
    [InlineData("{do: mask, topics: \"chat.**\"}", false)]
    public void Tags_do_not_declare_where_undeclared_data_is_looked_for(string undeclared, bool isTold)
    {
        var tagged = WithDefault(undeclared).Replace(Find, $"{Find}, {{topics: \"payments.**\", schemaTag: PII}}", StringComparison.Ordinal);

        Assert.Equal(isTold, PolicyText.Problems(tagged).Any(p => p.Text.Contains("does not count as declared", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_default_without_topics_needs_classes() =>
        Assert.Contains("add 'topics'", PolicyText.OnlyError("""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            defaults: {undeclaredPii: mask}
            """).Text);
}
