namespace Compliance.Rules.Tests.Checks;

/// <summary>Keys and headers: what can't be looked for there, and what must not be done to the keys of compacted topics.</summary>
public sealed class PartChecksTests
{
    private const string Path = "path: $.card.number";

    [Theory]
    [InlineData("in: body, path: $.a", "'in' is 'value', 'key' or 'header:NAME', not 'body'")]
    [InlineData("in: \"header:\"", "'in' is 'value', 'key' or 'header:NAME'")]
    [InlineData("in: \"header:__value_schema_id\"", "names a schema")]
    [InlineData("in: \"header:__key_schema_id\"", "names a schema")]
    [InlineData("in: \"header:x\", path: $.a, format: avro", "Headers have no schema")]
    [InlineData("in: \"header:x\", path: $.a, format: protobuf", "Headers have no schema")]
    [InlineData("in: key, path: \"$[1]\", format: csv", "not lines of cells")]
    [InlineData("in: key, path: $.a, format: text", "Write 'path: $'")]
    [InlineData("in: key, format: json", "names no field")]
    [InlineData("in: value", "lacks 'path'")]
    public void What_cannot_be_found_is_refused(string find, string message) =>
        Assert.Contains(PolicyText.Problems(PolicyText.With(Path, find)), p => p.Severity == Severity.Error && p.Text.Contains(message, StringComparison.Ordinal));

    [Theory]
    [InlineData("in: value, path: $.a")]
    [InlineData("in: key")]
    [InlineData("in: key, path: $, format: text")]
    [InlineData("in: key, path: $.id")]
    [InlineData("in: key, path: $.id, format: avro")]
    [InlineData("in: \"header:x y:z\"")]
    [InlineData("in: \"header:x\", path: $.id")]
    public void Other_places_are_looked_into(string find) =>
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With(Path, find)), p => p.Severity == Severity.Error);

    [Theory]
    [InlineData("redact", "", true)]
    [InlineData("drop", "", true)]
    [InlineData("{mask: {keepLast: 4}}", "", true)]
    [InlineData("{synthetic: {of: name, key: pan}}", "", true)]
    [InlineData("redact", "compact", true)]
    [InlineData("redact", "delete", false)]
    [InlineData("{encrypt: pan}", "", true, "equal keys of 'payments.**' different")]
    [InlineData("{encrypt: pan}", "compact", true, "equal keys of 'payments.**' different")]
    [InlineData("{encrypt: pan}", "delete", false)]
    [InlineData("{hash: {key: pan}}", "compact", false)]
    [InlineData("{token: {with: siv, key: pan}}", "compact", false)]
    [InlineData("{token: {with: ff1, alphabet: digits, key: pan}}", "", false)]
    public void Keys_are_stored_as_many_as_there_are_unless_no_topic_is_compacted(string action, string cleanup, bool isRefused, string what = "different keys of 'payments.**' alike")
    {
        var errors = PolicyText.Problems(Stored(action, cleanup)).Where(p => p.Severity == Severity.Error).ToList();

        Assert.Equal(isRefused ? [$"Rule P2 makes {what}"] : [], errors.Select(e => e.Text.Split(" (")[0]));
    }

    [Fact]
    public void A_retention_that_speaks_of_some_of_the_topics_says_nothing_of_all()
    {
        var some = Stored("redact", "delete").Replace("topics: \"payments.**\", max", "topics: payments.eu, max", StringComparison.Ordinal);
        var compacted = some + "\nretention: [{id: T2, topics: payments.us, max: 9d, cleanup: compact}, {id: T3, topics: \"**\", max: 9d}]";

        Assert.Contains("makes different keys", PolicyText.OnlyError(some).Text);
        Assert.Contains("makes different keys", PolicyText.OnlyError(compacted.Replace("retention: [{id: T1, topics: payments.eu, max: 9d, cleanup: delete}]\n", "", StringComparison.Ordinal)).Text);
    }

    [Fact]
    public void Nobody_is_excepted_from_a_rule_about_keys_of_a_compacted_topic()
    {
        var except = Stored("{token: {with: siv, key: pan}}", "compact").Replace("siv, key: pan}}}", "siv, key: pan}}, except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-2, approvedBy: x}]}", StringComparison.Ordinal);

        Assert.Contains("compaction keeps both", PolicyText.OnlyError(except).Text);
        Assert.DoesNotContain(PolicyText.Problems(except.Replace("cleanup: compact", "cleanup: delete", StringComparison.Ordinal)), p => p.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("produce", "delete", null, null)]
    [InlineData("produce", "compact", Severity.Error, "which makes different keys alike")]
    [InlineData("consume", "compact", Severity.Warning, "shows different keys of a compacted topic alike")]
    [InlineData("consume", "delete", null, null)]
    public void What_is_found_in_keys_is_not_masked_where_a_topic_is_compacted(string when, string cleanup, Severity? severity, string? told)
    {
        var text = PolicyText.With("people:\n  tills", $"defaults: {{undeclaredPii: {{do: mask, in: key, when: {when}}}}}\npeople:\n  tills")
            + $"\nretention: [{{id: T1, topics: \"payments.**\", max: 9d, cleanup: {cleanup}}}]";

        var problems = PolicyText.Problems(text).Where(p => p.Text.Contains("different keys", StringComparison.Ordinal)).ToList();

        Assert.Equal(severity is null ? 0 : 1, problems.Count);
        Assert.All(problems, problem =>
        {
            Assert.Contains(told!, problem.Text, StringComparison.Ordinal);
            Assert.Equal(severity, problem.Severity);
            PolicyText.AssertAt(problem, text, "{do: mask, in: key");
        });
    }

    [Fact]
    public void Headers_that_are_looked_into_lie_within_those_that_are_found_or_apart()
    {
        var text = PolicyText.With(Path, "in: \"header:*-id\"").Replace("people:\n  tills", "defaults: {undeclaredPii: {do: mask, in: \"header:x-*\"}}\npeople:\n  tills", StringComparison.Ordinal);

        var error = PolicyText.OnlyError(text);

        Assert.StartsWith("A header may fit both 'header:x-*' and 'header:*-id' (shop.yaml:", error.Text, StringComparison.Ordinal);
        PolicyText.AssertAt(error, text, "{do: mask, in");
        Assert.DoesNotContain(PolicyText.Problems(text.Replace("in: \"header:x-*\"", "in: headers", StringComparison.Ordinal)), p => p.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("compact", true)]
    [InlineData("delete", false)]
    public void Readers_of_a_compacted_topic_who_see_keys_alike_are_warned_for(string cleanup, bool isWarned)
    {
        var text = PolicyText.With(Path, "in: key") + $"\nretention: [{{id: T1, topics: \"payments.**\", max: 9d, cleanup: {cleanup}}}]";

        Assert.Equal(isWarned, PolicyText.Problems(text).Any(p => p.Severity == Severity.Warning && p.Text.Contains("shows different keys of a compacted topic alike", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("x-*", "*-id", true)]
    [InlineData("x-*", "x-user-*", false)]
    [InlineData("x-*", "y-*", false)]
    [InlineData("x-*", "x-id", false)]
    public void Two_patterns_for_headers_lie_within_each_other_or_apart(string one, string other, bool isRefused)
    {
        var text = PolicyText.With("{topics: \"payments.**\", path: $.card.number}", $"{{topics: \"payments.**\", in: \"header:{one}\"}}, {{topics: \"*.eu\", in: \"header:{other}\"}}");

        Assert.Equal(isRefused ? [$"A header may fit both 'header:{other}' and 'header:{one}' (shop.yaml:10), of which neither holds the other"] : [], PolicyText.Problems(text).Where(p => p.Severity == Severity.Error).Select(p => p.Text.Split(". Write")[0]));
        Assert.DoesNotContain(PolicyText.Problems(text.Replace("\"*.eu\"", "orders", StringComparison.Ordinal)), p => p.Severity == Severity.Error);
    }

    [Fact]
    public void A_pattern_for_headers_is_not_too_long() =>
        Assert.Contains("at most 249 characters", PolicyText.OnlyError(PolicyText.With(Path, $"in: \"header:{new string('x', 249)}*\"")).Text);

    private static string Stored(string action, string cleanup)
    {
        var text = PolicyText.With("protect:", "protect:\n  - {id: P2, class: id, when: produce, do: " + action + "}")
            .Replace("classes:", "classes:\n  id: {find: [{topics: \"payments.**\", in: key}]}", StringComparison.Ordinal);
        return cleanup.Length == 0 ? text : text + $"\nretention: [{{id: T1, topics: \"payments.**\", max: 9d, cleanup: {cleanup}}}]\n";
    }
}
