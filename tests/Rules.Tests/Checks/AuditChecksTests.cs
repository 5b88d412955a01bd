namespace Compliance.Rules.Tests.Checks;

/// <summary>Audit rules that are no rules, can't apply, or keep less than an auditor will ask for: each told with its place.</summary>
public sealed class AuditChecksTests
{
    [Theory]
    [InlineData("{id: M, mode: strickt, apis: fetch}", "strickt", "'strickt' is no mode; did you mean 'strict'? Known: strict, durable, best-effort, aggregate.")]
    [InlineData("{id: M, apis: fetch}", "{id: M", "An audit rule lacks 'mode'; add it.")]
    [InlineData("{id: M, mode: strict}", "{id: M", "An audit rule lacks 'apis'; add it.")]
    [InlineData("{id: M, mode: strict, apis: [fetch, product]}", "product]", "'product' is no group of APIs; did you mean 'produce'?")]
    [InlineData("{id: M, mode: strict, apis: fetch, topic: a}", "topic: a", "An audit rule has no key 'topic'; did you mean 'topics'?")]
    [InlineData("{id: M, mode: strict, apis: fetch, topics: \"a***\"}", "\"a***\"", "is no pattern")]
    [InlineData("{id: M, mode: strict, apis: fetch, classes: cart}", "cart}", "'cart' is not declared under 'classes' of this file; did you mean 'card'?")]
    [InlineData("{id: M, mode: strict, apis: fetch, people: frauds}", "frauds}", "'frauds' is not declared under 'people' of this file")]
    [InlineData("{id: M, mode: strict, apis: fetch, denied: no}", "no}", "'denied' is 'true'")]
    [InlineData("{id: A1, mode: strict, apis: fetch}", "A1, mode", "The rule id 'A1' is taken by")]
    [InlineData("{id: M, mode: strict, apis: [authentication, polls], topics: a}", "M, mode", "Rule M can't apply")]
    [InlineData("{id: M, mode: best-effort, apis: \"*\"}", "M, mode", "attempts to log in are kept one by one")]
    public void What_is_wrong_with_a_rule_is_told_with_its_place(string rule, string at, string message)
    {
        var text = PolicyText.With("tests:", $"audit:\n  - {rule}\ntests:");

        var error = PolicyText.Problems(text).First(problem => problem.Severity == Severity.Error && problem.Text.Contains(message, StringComparison.Ordinal));

        PolicyText.AssertAt(error, text, at);
    }

    [Fact]
    public void A_mode_that_a_test_expects_is_one_that_there_is()
    {
        var text = PolicyText.With("tests:", "tests:\n  - {name: kept, as: {principal: \"User:bi-7\"}, read: {topic: logs.web}, expect: {decision: deny, audit: durably}}");

        var error = PolicyText.Problems(text).First(problem => problem.Severity == Severity.Error);

        Assert.StartsWith("'durably' is no mode; did you mean 'durable'?", error.Text, StringComparison.Ordinal);
        PolicyText.AssertAt(error, text, "durably");
    }

    [Theory]
    [InlineData("{id: M, mode: aggregate, apis: [admin, describe]}", "what administrators change")]
    [InlineData("{id: M, mode: best-effort, apis: fetch, denied: true}", "what was refused")]
    [InlineData("{id: M, mode: aggregate, apis: fetch, classes: card}", "access to classified data")]
    public void What_an_auditor_will_miss_is_warned_of(string rule, string what)
    {
        var warning = PolicyText.OnlyWarning(PolicyText.With("tests:", $"audit:\n  - {rule}\ntests:"));

        Assert.Contains(what, warning.Text);
    }

    [Theory]
    [InlineData("{id: M1, mode: durable, apis: [fetch, produce]}", "{id: M2, mode: strict, apis: fetch, classes: card}", true)]
    [InlineData("{id: M1, mode: durable, apis: fetch, topics: \"logs.**\"}", "{id: M2, mode: strict, apis: fetch, topics: [logs.web, \"logs.*.eu\"]}", true)]
    [InlineData("{id: M1, mode: durable, apis: fetch, people: fraud}", "{id: M2, mode: strict, apis: fetch}", false)]
    [InlineData("{id: M1, mode: durable, apis: fetch}", "{id: M2, mode: strict, apis: [fetch, produce]}", false)]
    [InlineData("{id: M1, mode: durable, apis: fetch}", "{id: M2, mode: strict, apis: fetch, denied: true}", false)]
    [InlineData("{id: M1, mode: durable, apis: fetch, classes: card}", "{id: M2, mode: strict, apis: fetch, topics: \"payments.**\"}", false)]
    public void A_rule_that_an_earlier_one_hides_is_warned_of(string first, string second, bool isHidden)
    {
        var problems = PolicyText.Problems(PolicyText.With("tests:", $"audit:\n  - {first}\n  - {second}\ntests:"));

        Assert.Equal(isHidden, problems.Any(problem => problem.Text.StartsWith("Rule M2 never applies: the first rule that matches decides, and M1", StringComparison.Ordinal)));
    }
}
