namespace Compliance.Rules.Tests.Checks;

/// <summary>Two formats without a frame for one topic in one direction, of which only one could be read.</summary>
public sealed class OneFormatChecksTests
{
    [Theory]
    [InlineData("path: $.a", "path: \"$[1]\", format: csv", "csv", "json")]
    [InlineData("path: \"$[1]\", format: csv", "path: $.a", "json", "csv")]
    [InlineData("path: \"$[1]\", format: csv", "path: \"$[1]\", format: csv-semicolon", "csv-semicolon", "csv")]
    [InlineData("path: \"$[1]\", format: tsv", "path: $, format: text", "text", "tsv")]
    [InlineData("path: $.a", "path: $, format: text", "text", "json")]
    [InlineData("path: $.a", "detect: pan, format: text", "text", "json")]
    public void The_second_is_refused_with_the_place_of_the_first(string first, string second, string format, string other)
    {
        var text = Policy(Find(first), Find(second));

        var error = PolicyText.OnlyError(text);

        Assert.StartsWith($"Rule P1 expects the value of what is read from 'payments.**' in '{format}', and rule P0 (shop.yaml:", error.Text, StringComparison.Ordinal);
        Assert.Contains($"'payments.**') in '{other}'. Neither has a frame", error.Text, StringComparison.Ordinal);
        Assert.EndsWith("all else is withheld. Write one 'format' in both, or keep their topics apart.", error.Text, StringComparison.Ordinal);
        Assert.Equal(PolicyText.PlaceOf(text, "\n  card: {find").Line + 1, error.Line);
    }

    [Theory]
    [InlineData("{topics: \"payments.**\", path: $.a}", "{topics: \"payments.**\", path: $.b, format: avro}")]
    [InlineData("{topics: \"payments.**\", path: \"$[1]\", format: csv}", "{topics: \"payments.**\", path: $.b, format: json-schema}")]
    [InlineData("{topics: \"payments.**\", path: \"$[1]\", format: csv}", "{topics: \"payments.**\", schemaTag: PII}")]
    [InlineData("{topics: \"payments.**\", path: $.a}", "{topics: \"payments.**\", in: key}")]
    [InlineData("{topics: \"payments.**\", in: \"header:a\", path: $.a}", "{topics: \"payments.**\", in: \"header:b\"}")]
    [InlineData("{topics: \"payments.**\", in: \"header:x-*\"}", "{topics: \"payments.**\", in: \"header:x-who\", path: $.a}")]
    [InlineData("{topics: payments.eu, path: $.a}", "{topics: payments.us, path: \"$[1]\", format: csv}")]
    public void What_is_told_apart_may_stand_side_by_side(string first, string second) =>
        Assert.DoesNotContain(PolicyText.Problems(Policy(first, second)), problem => problem.Severity == Severity.Error);

    [Theory]
    [InlineData("{topics: \"payments.**\", in: key}", "{topics: \"payments.**\", in: key, path: $.a}", "the key")]
    [InlineData("{topics: \"payments.**\", in: \"header:a\", path: $.a}", "{topics: \"payments.**\", in: \"header:a\"}", "the header 'a'")]
    [InlineData("{topics: \"payments.**\", in: \"header:x-*\", path: $.a}", "{topics: \"payments.**\", in: \"header:x-who\"}", "the header 'x-who'")]
    public void Keys_and_headers_have_one_too(string first, string second, string part) =>
        Assert.StartsWith($"Rule P1 expects {part} of what is read from", PolicyText.OnlyError(Policy(first, second)).Text, StringComparison.Ordinal);

    [Fact]
    public void Topics_count_where_one_could_be_of_both()
    {
        var error = PolicyText.OnlyError(Policy("{topics: \"payments.*\", path: $.a}", "{topics: [cards, \"*.eu\"], path: \"$[1]\", format: csv}"));

        Assert.Contains("read from '*.eu' in 'csv'", error.Text, StringComparison.Ordinal);
        Assert.Contains("'payments.*') in 'json'", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_held_against_what_is_written()
    {
        var text = Policy(Find("path: $.a"), Find("path: \"$[1]\", format: csv"));

        Assert.Contains("of what is written to 'payments.**' in 'csv'", PolicyText.OnlyError(text.Replace("when: consume", "when: produce", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        // One each way is told of as what can't be both written and read.
        Assert.DoesNotContain(PolicyText.Problems(text.Replace("class: own, when: consume", "class: own, when: produce", StringComparison.Ordinal)), problem => problem.Severity == Severity.Error);
    }

    [Fact]
    public void Another_file_is_no_other_topic()
    {
        var other = PolicyText.With("path: $.card.number", "path: \"$[1]\", format: csv").Replace("id: shop", "id: till", StringComparison.Ordinal)
            .Replace("  pan: {file", "  own: {file", StringComparison.Ordinal).Replace("P1", "Q1", StringComparison.Ordinal).Replace("A1", "B1", StringComparison.Ordinal).Replace("A2", "B2", StringComparison.Ordinal);

        var error = Assert.Single(PolicyLoader.Load([(PolicyText.File, PolicyText.Sound), ("till.yaml", other)]).Problems, problem => problem.Severity == Severity.Error);

        Assert.Equal(("till.yaml", PolicyText.PlaceOf(other, "\"$[1]\", format: csv")), (error.File, (error.Line, error.Column)));
        Assert.Contains("rule P1 (shop.yaml:", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mask", "shop.undeclaredPii", false)]
    [InlineData("{do: observe, topics: \"**\", format: csv, when: consume}", "P0", true)]
    [InlineData("{do: mask, topics: \"payments.**\", when: [produce, consume]}", null, false)]
    [InlineData("{do: mask, topics: \"chat.**\", format: text}", null, false)]
    public void What_no_class_declares_is_looked_for_in_a_format_too(string undeclared, string? first, bool isAlike)
    {
        // given formats that would be fine each in a direction of its own, which 'mask' both looks for in what is written
        var text = Policy(Find("path: $.a"), isAlike ? Find("path: $.b") : "{topics: \"payments.**\", path: $.b, format: avro}");
        if (undeclared == "mask")
            text = Policy(Find("path: $.a"), Find("path: \"$[1]\", format: csv")).Replace("class: own, when: consume", "class: own, when: produce", StringComparison.Ordinal);
        text = text.Replace("\npeople:", $"\ndefaults: {{undeclaredPii: {undeclared}}}\npeople:", StringComparison.Ordinal);

        var errors = PolicyText.Problems(text).Where(problem => problem.Severity == Severity.Error).ToList();

        Assert.Equal(first is not null, errors.Count > 0);
        Assert.All(errors, error => Assert.Contains(first!, error.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_of_rows_reads_what_the_others_read()
    {
        var rows = PolicyText.Sound + "\nrows: [{id: R1, topics: \"payments.**\", people: analysts, format: csv, keep: \"value.region = 'DE'\"}]\n";

        Assert.StartsWith("Rule R1 expects the value of what is read from 'payments.**' in 'csv', and rule P1", PolicyText.OnlyError(rows).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(PolicyText.Problems(rows.Replace("format: csv, ", "", StringComparison.Ordinal)), problem => problem.Severity == Severity.Error);
        // Any value is a text, whatever the rows ask of it.
        var texts = rows.Replace("path: $.card.number", "path: $, format: text", StringComparison.Ordinal);
        Assert.DoesNotContain(PolicyText.Problems(texts), problem => problem.Severity == Severity.Error);
    }

    private static string Find(string find) => $"{{topics: \"payments.**\", {find}}}";

    /// <summary>Two classes, of which P0 protects the first when it is read, and P1 the second.</summary>
    private static string Policy(string first, string second) => PolicyText.With("{topics: \"payments.**\", path: $.card.number}", second)
        .Replace("classes:", $"classes:\n  own: {{find: [{first}]}}", StringComparison.Ordinal)
        .Replace("protect:", "protect:\n  - {id: P0, class: own, when: consume, do: redact}", StringComparison.Ordinal)
        + "\nretention: [{id: T1, topics: \"**\", max: 9d, cleanup: delete}]";
}
