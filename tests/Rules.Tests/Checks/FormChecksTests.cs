namespace Compliance.Rules.Tests.Checks;

/// <summary>Patterns, principals, paths, masks and operations that can't mean anything.</summary>
public sealed class FormChecksTests
{
    [Theory]
    [InlineData("topics: \"payments.**\", path", "topics: \"*\", path", "write '**' for all")]
    [InlineData("topics: \"payments.**\", path", "topics: \"a***\", path", "no pattern")]
    [InlineData("topics: \"payments.**\", path", "topics: \"^pay.*$\", path", "Regular expressions are not read here")]
    [InlineData("topics: \"payments.**\", path", "topics: \"payments/eu\", path", "can match no topic")]
    [InlineData("consumerGroups: \"bi-**\"", "consumerGroups: \"*\"", "write '**' for all")]
    [InlineData("consumerGroups: \"bi-**\"", "consumerGroups: \"a\\u0000\"", "control characters")]
    [InlineData("principals: [\"User:fraud\"]", "principals: [fraud]", "as Kafka does, User:name")]
    [InlineData("principals: [\"User:fraud\"]", "principals: [\"*\"]", "as Kafka does, User:name")]
    [InlineData("principals: [\"User:fraud\"]", "principals: [\"*:fraud\"]", "as Kafka does, User:name")]
    [InlineData("principals: [\"User:fraud\"]", "principals: [\"User:\"]", "as Kafka does, User:name")]
    [InlineData("path: $.card.number", "path: $", "names no field")]
    [InlineData("path: $.card.number", "path: card, format: text", "Write 'path: $'")]
    [InlineData("path: $.card.number", "path: $.card.*", "'.*' is not supported")]
    [InlineData("path: $.card.number", "path: \"$.card[\"", "no path")]
    [InlineData("path: $.card.number", "path: \"$.{a,b\"", "not closed")]
    [InlineData("keepLast: 4", "keepLast: -1", "from 0 to 1000")]
    [InlineData("keepLast: 4", "keepFirst: 1001", "from 0 to 1000")]
    [InlineData("keepLast: 4", "fill: \"**\"", "one visible character")]
    [InlineData("keepLast: 4", "fill: \"\\n\"", "'fill' has no value")]
    [InlineData("keepLast: 4", "fill: \"\\a\"", "one visible character")]
    [InlineData("allow: [write]", "allow: [write, clusterAction]", "can't be done to topics")]
    [InlineData("allow: [write], topics", "allow: [write], cluster: true, topics", "None of the rule's operations can be done to the cluster")]
    [InlineData("write: {topic: payments.eu}", "write: {topic: \"payments.*\"}", "without '*'")]
    public void What_can_mean_nothing_is_refused(string part, string replacement, string message)
    {
        var error = PolicyText.OnlyError(PolicyText.With(part, replacement));

        Assert.Contains(message, error.Text);
    }

    [Theory]
    [InlineData("principals: [\"User:fraud\"]", "principals: [\"User:CN=a b,O=c\", \"Group:x*\"]")]
    [InlineData("topics: \"payments.**\", path", "topics: [\"payments.*.eu\", a_b-1], path")]
    [InlineData("keepLast: 4", "fill: \"•\"")]
    [InlineData("keepLast: 4", "fill: \"🙂\"")]
    [InlineData("allow: [write]", "allow: [\"*\"]")]
    [InlineData("path: $.card.number", "path: \"$..{number,pan}\"")]
    [InlineData("path: $.card.number", "path: $, format: text")]
    public void What_means_something_passes(string part, string replacement)
    {
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With(part, replacement)), p => p.Severity == Severity.Error);
    }

    [Fact]
    public void Paths_that_together_are_too_many_are_refused()
    {
        var finds = string.Join(", ", Enumerable.Range(0, 1001).Select(i => $"{{topics: a, path: f{i}}}"));

        Assert.Contains("1001 different paths", PolicyText.OnlyError(PolicyText.With("find: [", $"find: [{finds}, ").Replace(", {topics: \"payments.**\", path: $.card.number}", "", StringComparison.Ordinal)).Text);
    }

    [Fact]
    public void Paths_that_need_too_many_states_are_refused()
    {
        // Each ..a[*]..b keeps its own account of where it is, and they combine.
        var finds = string.Join(", ", Enumerable.Range(0, 14).Select(i => $"{{topics: a, path: \"$..a{i}..b{i}..c{i}\"}}"));

        Assert.Contains("too many to follow at once", PolicyText.OnlyError(PolicyText.With("find: [", $"find: [{finds}, ")).Text);
    }

    [Fact]
    public void Paths_that_no_topic_has_together_are_not_followed_together()
    {
        // given as many paths as one topic can't have, each for topics of its own
        var finds = string.Join(", ", Enumerable.Range(0, 14).Select(i => $"{{topics: \"t{i}.**\", path: \"$..a{i}..b{i}..c{i}\"}}"));

        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With("find: [", $"find: [{finds}, ")), p => p.Severity == Severity.Error);

        // when one of them names topics that meet with all
        var bridged = finds.Replace("t0.**", "t**", StringComparison.Ordinal);
        Assert.Contains("too many to follow at once", PolicyText.OnlyError(PolicyText.With("find: [", $"find: [{bridged}, ")).Text);
    }

    [Theory]
    [InlineData("{id: R1, topics: a, people: fraud}", "lacks 'keep'")]
    [InlineData("{id: R1, topics: a, people: fraud, keep: value.a ==}", "'keep' can't be read, at character 11: a value is missing")]
    [InlineData("{id: R1, topics: a, people: frauds, keep: value.a}", "'frauds' is not declared")]
    [InlineData("{id: R1, topics: a, people: \"*\", unless: {}, keep: value.a}", "'unless' names whom the rule spares")]
    [InlineData("{id: R1, topics: \"*\", people: fraud, keep: value.a}", "write '**' for all")]
    [InlineData("{id: A1, topics: a, people: fraud, keep: value.a}", "The rule id 'A1' is taken")]
    [InlineData("{id: R1, topics: a, people: fraud, keep: value.a, drop: value.b}", "has no key 'drop'")]
    public void A_rule_of_rows_that_can_mean_nothing_is_refused(string rule, string message) =>
        Assert.Contains(PolicyText.Problems(PolicyText.With("tests:", $"rows:\n  - {rule}\ntests:")), p => p.Severity == Severity.Error && p.Text.Contains(message, StringComparison.Ordinal));

    [Theory]
    [InlineData("format: csv, keep: value.a.b = 1", "there is nothing at '$.a.b'; write value.COLUMN")]
    [InlineData("format: text, keep: value.a = 1", "A text has no fields")]
    [InlineData("format: xml, keep: value.a = 1", "'xml' is no format")]
    [InlineData("format: csv, keep: \"value['a b'] = 1 and value[2] = 'x' and key = 'k'\"", null)]
    [InlineData("format: text, keep: key = 'k'", null)]
    [InlineData("format: avro, keep: value.a.b = 1", null)]
    public void A_rule_of_rows_asks_for_what_its_format_has(string rule, string? message)
    {
        var errors = PolicyText.Problems(PolicyText.With("tests:", $"rows:\n  - {{id: R1, topics: a, people: fraud, {rule}}}\ntests:")).Where(p => p.Severity == Severity.Error).ToList();

        if (message is null)
            Assert.Empty(errors);
        else
            Assert.Contains(message, Assert.Single(errors).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{id: Q1, people: fraud}", "bounds nothing; add 'reveals: 100/h'")]
    [InlineData("{id: Q1, people: fraud, reveals: 100}", "such as 100/h, not '100'")]
    [InlineData("{id: Q1, people: fraud, reveals: 0/h}", "such as 100/h, not '0/h'")]
    [InlineData("{id: Q1, people: fraud, reveals: 5/week}", "such as 100/h, not '5/week'")]
    [InlineData("{id: Q1, people: fraud, reveals: 9999999999/h}", "such as 100/h")]
    [InlineData("{id: Q1, people: frauds, reveals: 9/h}", "'frauds' is not declared")]
    [InlineData("{id: A1, people: fraud, reveals: 9/h}", "The rule id 'A1' is taken")]
    [InlineData("{id: Q1, people: fraud, read: 5}", "such as 5MiB/s (B, kB, KiB, MB, MiB, GB, GiB), not '5'")]
    [InlineData("{id: Q1, people: fraud, read: 0MiB/s}", "such as 5MiB/s")]
    [InlineData("{id: Q1, people: fraud, write: 5MiB/m}", "'write' says how many bytes a second")]
    [InlineData("{id: Q1, people: fraud, write: 5Mb/s}", "'write' says how many bytes a second")]
    public void A_quota_that_can_mean_nothing_is_refused(string rule, string message) =>
        Assert.Contains(PolicyText.Problems(PolicyText.With("tests:", $"quotas:\n  - {rule}\ntests:")), p => p.Severity == Severity.Error && p.Text.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void A_rule_of_rows_without_test_is_warned_of() =>
        Assert.Contains("No test names rule R1", PolicyText.OnlyWarning(PolicyText.With("tests:", "rows:\n  - {id: R1, topics: a, people: fraud, keep: value.a}\ntests:")).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("expect: {by: [A2]}", "expect: {by: [A2], withheld: true}", "What is withheld was to be read")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {by: [A1, P1], withheld: true, value: 1}", "What is withheld was to be read")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {by: [A1, P1], withheld: no}", "'withheld' is 'true'")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {decision: deny, by: [A1, P1], value: 1}", "What is denied leaves no value")]
    [InlineData("expect: {by: [A2]}", "expect: {by: [A2], value: 1}", "expects a value but gives none")]
    [InlineData("expect: {by: [A2]}", "expect: {by: [A2], stored: {absent: a}}", "expects a value but gives none")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {by: [A1, P1], stored: {matches: {a: \"(?=x)\"}}}", "bounded time")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {by: [A1, P1], stored: {matches: {a: \"(\"}}}", "bounded time")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {by: [A1, P1], stored: {absent: a.}}", "no path")]
    [InlineData("write: {topic: payments.eu}\n    expect: {by: [A2]}", "write: {topic: payments.eu, value: 1}\n    expect: {by: [A2], shown: {absent: a}}", "shown to nobody yet")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {by: [A1, P1], shown: {matches: {a: \"(\"}}}", "bounded time")]
    [InlineData("expect: {by: [A1, P1]}", "expect: {by: [A1, P1], shown: {absent: a.}}", "no path")]
    [InlineData("expect: {by: [A2]}", "expect: {decision: maybe, by: [A2]}", "'allow' or 'deny'")]
    public void A_test_that_can_not_fail_or_not_run_is_refused(string part, string replacement, string message)
    {
        Assert.Contains(message, PolicyText.OnlyError(PolicyText.With(part, replacement)).Text);
    }
}
