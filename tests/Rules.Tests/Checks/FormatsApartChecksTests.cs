namespace Compliance.Rules.Tests.Checks;

/// <summary>Rules for what is written and rules for what is read that expect different formats in one topic.</summary>
public sealed class FormatsApartChecksTests
{
    private const string Withheld = "is withheld from readers";
    private const string Unwritten = "Nothing is written as";

    [Theory]
    [InlineData("avro", "json")]
    [InlineData("json", "avro")]
    [InlineData("protobuf", "avro")]
    [InlineData("json", "csv")]
    [InlineData("csv", "tsv")]
    [InlineData("json-schema", "json")]
    [InlineData("text", "avro")]
    public void What_is_written_in_one_format_and_read_in_another_is_warned_of_once_where_it_is_written(string written, string read)
    {
        var text = Policy($"path: \"{Path(written)}\", format: {written}", $"path: \"{Path(read)}\", format: {read}");

        var warning = Assert.Single(Apart(text));

        Assert.StartsWith($"What is written as '{written}' to 'payments.**' (rule W1) is withheld from readers, since the rules for what is read there expect '{read}' (rule P1).", warning.Text, StringComparison.Ordinal);
        PolicyText.AssertAt(warning, text, $"\"{Path(written)}\", format: {written}");
    }

    [Theory]
    [InlineData("path: $.a", "path: $.a")]
    [InlineData("path: $.a, format: avro", "path: $.b, format: avro")]
    [InlineData("path: $.a, format: avro", "schemaTag: PII")]
    [InlineData("path: $, format: text", "path: $.a")]
    [InlineData("path: \"$[1]\", format: csv", "path: $, format: text")]
    [InlineData("in: key", "path: $.a, format: avro")]
    [InlineData("in: key", "in: key, path: $.a")]
    [InlineData("in: \"header:a\"", "in: \"header:a\", path: $.a")]
    public void What_can_be_written_and_read_is_not(string written, string read) => Assert.Empty(Apart(Policy(written, read)));

    [Fact]
    public void Keys_are_held_against_keys()
    {
        var warning = Assert.Single(Apart(Policy("in: key, path: $.a, format: avro", "in: key, path: $.a")));

        Assert.Contains("'avro'", warning.Text);
        // What is taken away whole need not be read.
        Assert.Empty(Apart(Policy("in: key", "in: key, path: $, format: avro").Replace("do: redact", "do: nullify", StringComparison.Ordinal).Replace("path: $, format: avro", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_second_format_that_can_be_written_but_not_read_is_warned_of_and_the_other_way_round()
    {
        var both = "{topics: \"payments.**\", path: $.x, format: avro}, {topics: \"payments.**\", path: $.y, format: protobuf}";

        Assert.Contains("What is written as 'protobuf'", Assert.Single(Apart(Policy(both, "path: $.a, format: avro"))).Text);
        var read = Assert.Single(Apart(Policy("path: $.a, format: avro", both)));
        Assert.StartsWith("Nothing is written as 'protobuf' to 'payments.**', as rule P1 expects to read it, since the rules for what is written there refuse all but 'avro' (rule W1).", read.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payments.eu", "payments.**", Withheld)]
    [InlineData("payments.**", "payments.eu", Unwritten)]
    [InlineData("payments.*", "*.eu", null)]
    [InlineData("orders.**", "payments.**", null)]
    public void Topics_count_where_one_rule_is_about_all_of_the_others(string written, string read, string? warned)
    {
        var warnings = Apart(Policy($"{{topics: \"{written}\", path: $.a, format: avro}}", $"{{topics: \"{read}\", path: $.a}}"));

        Assert.Equal(warned is null ? [] : [true], warnings.Select(warning => warning.Text.Contains(warned!, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("mask", "path: $.a, format: avro", "path: $.a", true)]
    [InlineData("mask", "", "path: $.a, format: avro", false)]
    [InlineData("{do: mask, topics: \"payments.**\", format: csv}", "", "path: $.a", true)]
    [InlineData("{do: observe, topics: \"payments.**\", format: csv}", "", "path: $.a", false)]
    [InlineData("{do: observe, topics: \"payments.**\"}", "path: $.b, format: avro", "path: $.a", true)]
    [InlineData("{do: mask, topics: \"payments.**\", when: consume}", "path: $.b, format: avro", "path: $.c, format: avro", true)]
    [InlineData("{do: mask, topics: \"payments.**\", format: avro, when: consume}", "path: $.b, format: avro", "path: $.c, format: avro", false)]
    public void What_no_class_declares_is_looked_for_in_a_format_too(string undeclared, string written, string read, bool isWarned) =>
        Assert.Equal(isWarned, Apart(Policy(written, read).Replace("\npeople:", $"\ndefaults: {{undeclaredPii: {undeclared}}}\npeople:", StringComparison.Ordinal)).Count > 0);

    [Fact]
    public void A_rule_of_rows_reads_in_a_format_too()
    {
        var rows = Policy("path: $.a", "in: key") + "\nrows: [{id: R1, topics: \"payments.**\", people: analysts, format: csv, keep: \"value.region = 'DE'\"}]\n";

        Assert.EndsWith("is withheld from readers, since the rules for what is read there expect 'csv' (rule R1). Write one 'format' in both, or keep their topics apart.", Assert.Single(Apart(rows)).Text, StringComparison.Ordinal);
        Assert.Empty(Apart(rows.Replace("format: csv, ", "", StringComparison.Ordinal)));
    }

    private static string Path(string format) => format switch { "csv" or "tsv" => "$[1]", "text" => "$", _ => "$.a" };

    /// <summary>A class that rule W1 changes when it is written, and one that P1 changes when it is read; empty: there is no W1.</summary>
    private static string Policy(string written, string read)
    {
        var text = PolicyText.With("{topics: \"payments.**\", path: $.card.number}", Find(read));
        return written.Length == 0 ? text : text
            .Replace("classes:", $"classes:\n  id: {{find: [{Find(written)}]}}", StringComparison.Ordinal)
            .Replace("protect:", "protect:\n  - {id: W1, class: id, when: produce, do: redact}", StringComparison.Ordinal) + "\nretention: [{id: T1, topics: \"**\", max: 9d, cleanup: delete}]";
    }

    private static string Find(string find) => find.StartsWith('{') ? find : $"{{topics: \"payments.**\", {find}}}";

    private static List<Problem> Apart(string text)
    {
        var problems = PolicyText.Problems(text);
        Assert.DoesNotContain(problems, problem => problem.Severity == Severity.Error);
        return [.. problems.Where(problem => problem.Text.Contains(Withheld, StringComparison.Ordinal) || problem.Text.Contains(Unwritten, StringComparison.Ordinal))];
    }
}
