namespace Compliance.Rules.Tests.Documents;

/// <summary>The form of a policy: what is refused, where, and how to mend it.</summary>
public sealed class PolicyParserTests
{
    [Fact]
    public void A_sound_policy_has_no_problem_but_the_unused_names()
    {
        var problems = PolicyText.Problems(PolicyText.Sound);

        Assert.Equal(2, problems.Count);
        Assert.StartsWith("shop.yaml:8:3: warning: No exception or rule asks for the purpose 'case'", problems[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("shop.yaml:12:3: warning: Key 'pan' is used by no rule; remove it, or name it in a treatment that takes one (hash, token, encrypt, shift, synthetic).", problems[1].ToString());
    }

    [Theory]
    [InlineData("tests:", "test:", "test:", "A policy has no key 'test'; did you mean 'tests'?")]
    [InlineData("except: [", "exept: [", "exept", "did you mean 'except'?")]
    [InlineData("keepLast: 4", "keepLats: 4", "keepLats", "did you mean 'keepLast'?")]
    [InlineData("ticket: T-1", "tiket: T-1, ticket: T-1", "tiket", "did you mean 'ticket'?")]
    [InlineData("owner: dpo@shop.example", "owner: x, colour: red", "colour", "Known keys: id, title, owner")]
    [InlineData("path: $.card.number", "path: $.card.number, type: int", "type: int", "not supported in this version")]
    [InlineData("tests:", "retention:\n  - {id: T1, topics: a, max: 0d}\ntests:", "0d", "'max' is a number of days or hours")]
    [InlineData("tests:", "retention:\n  - {id: T1, topics: a, max: 1000000000d}\ntests:", "1000000000d", "'max' is a number of days or hours")]
    [InlineData("tests:", "retention:\n  - {id: T1, topics: a, max: 3 weeks}\ntests:", "3 weeks", "such as 400d or 36h, not '3 weeks'")]
    [InlineData("tests:", "retention:\n  - {id: T1, topics: a, max: 9d, cleanup: never}\ntests:", "never", "'cleanup' is 'delete'")]
    [InlineData("tests:", "retention:\n  - {id: T1, max: 9d}\ntests:", "{id: T1", "lacks 'topics'")]
    [InlineData("tests:", "retention:\n  - {id: A1, topics: a, max: 9d}\ntests:", "A1, topics: a", "The rule id 'A1' is taken")]
    [InlineData("tests:", "retention:\n  - {id: T1, topics: \"*\", max: 9d}\ntests:", "\"*\"", "write '**' for all")]
    [InlineData("when: consume", "when: read", "read\n", "'when' is 'produce'")]
    [InlineData("allow: [write]", "allow: [wriite]", "wriite", "did you mean 'write'?")]
    [InlineData("schema: policy/v1", "schema: policy/v9", "policy/v9", "'policy/v9' is not known")]
    [InlineData("title: Shop", "mode: advise, title: Shop", "advise", "is no mode")]
    [InlineData("title: Shop", "mode: enforced, title: Shop", "enforced", "did you mean 'enforce'")]
    [InlineData("people:\n  tills", "defaults: {access: allow}\npeople:\n  tills", "allow}", "always 'deny'")]
    [InlineData("people:\n  tills", "defaults: {onError: pass}\npeople:\n  tills", "pass}", "always 'reject'")]
    [InlineData("until: 2030-01-01", "until: 01.02.2030", "01.02.2030", "2027-03-31T12:00:00Z")]
    [InlineData("until: 2030-01-01", "until: 2030-01-01T00:00:00", "2030-01-01T", "a time with its zone")]
    [InlineData("do: reveal", "do: mask", "mask, until", "only 'reveal'")]
    [InlineData("keepLast: 4", "keepLast: four", "four", "whole number")]
    [InlineData("keepLast: 4", "keepLast: '4'", "'4'", "whole number")]
    [InlineData("id: shop", "id: 'my shop'", "'my shop'", "letters, digits")]
    [InlineData("name: written", "name: ''", "''", "'name' has no value")]
    [InlineData("{id: A2, allow: [write]", "{id: A2, allow: [write], deny: [write]", "{id: A2", "either 'allow' or 'deny'")]
    [InlineData("consumerGroups: \"bi-**\"", "cluster: maybe", "maybe", "'cluster' is 'true'")]
    [InlineData("people: tills}", "people: []}", "[]}", "empty list")]
    [InlineData("ticket: T-1", "ticket: [T-1]", "[T-1]", "a single value here, not a list")]
    [InlineData("write: {topic: payments.eu}", "write: {topic: payments.eu}\n    read: {topic: payments.eu}", "name: written", "either reads or writes")]
    [InlineData("{file: keys/pan.key}", "{file: a, env: B}", "pan:", "one source")]
    [InlineData("{file: keys/pan.key}", "{rotate: 9d, file: a}", "rotate", "not supported in this version")]
    [InlineData("write: {topic: payments.eu}", "write: {topic: payments.eu, protobuf: {message: M}}", "{message", "one schema")]
    [InlineData("write: {topic: payments.eu}", "write: {topic: payments.eu, protobuf: {schema: a, file: b}}", "{schema", "one schema")]
    [InlineData("write: {topic: payments.eu}", "write: {topic: payments.eu, avroSchema: string, protobuf: {file: b}}", "{file: b}", "by one schema")]
    [InlineData("path: $.card.number", "path: $.card.number, in: body", "body}", "not 'body'")]
    [InlineData("path: $.card.number", "path: $.card.number, format: cvs", "cvs", "is no format")]
    [InlineData("path: $.card.number", "path: $.card.number, format: avroo", "avroo", "did you mean 'avro'?")]
    [InlineData("people:\n  tills", "defaults: {unknownSchema: maskAll}\npeople:\n  tills", "maskAll}", "can't be done")]
    [InlineData("people:\n  tills", "defaults: {unknownFields: keep}\npeople:\n  tills", "keep}", "'drop', 'reject' or 'pass'")]
    [InlineData("people:\n  tills", "defaults: {unknownSchema: ignore}\npeople:\n  tills", "ignore}", "'reject' or 'pass'")]
    public void What_is_wrong_is_refused_at_its_place(string part, string replacement, string at, string message)
    {
        var text = PolicyText.With(part, replacement);

        var error = PolicyText.OnlyError(text);

        Assert.Contains(message, error.Text);
        PolicyText.AssertAt(error, text, at);
    }

    [Theory]
    [InlineData("until: 2030-01-01, ", "'until'")]
    [InlineData("ticket: T-1, ", "'ticket'")]
    [InlineData(", approvedBy: ciso", "'approvedBy'")]
    [InlineData("people: fraud, ", "whom it is for")]
    public void An_exception_says_for_whom_until_when_and_by_whose_word(string left, string message)
    {
        Assert.Contains(message, PolicyText.OnlyError(PolicyText.With(left, "")).Text);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("redact")]
    [InlineData("mask")]
    [InlineData("{mask: {keepFirst: 1, keepLast: 2, fill: \"#\"}}")]
    [InlineData("{mask: {}}")]
    [InlineData("{hash: {key: pan}}")]
    [InlineData("{hash: pan}")]
    public void Every_treatment_can_be_written(string treatment)
    {
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With("{mask: {keepLast: 4}}", treatment)), p => p.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("reveal", "protects nothing")]
    [InlineData("hash", "needs a key")]
    [InlineData("redcat", "did you mean 'redact'?")]
    [InlineData("{drop: {}}", "has no settings")]
    [InlineData("{mask: {}, drop: {}}", "names one treatment")]
    [InlineData("[drop]", "names one treatment")]
    public void Every_other_is_refused(string treatment, string message)
    {
        Assert.Contains(message, PolicyText.OnlyError(PolicyText.With("{mask: {keepLast: 4}}", treatment)).Text);
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_the_file()
    {
        var text = PolicyText.Sound
            .Replace("title: Shop", "titel: Shop", StringComparison.Ordinal)
            .Replace("when: consume", "when: sometimes", StringComparison.Ordinal)
            .Replace("allow: [write]", "allow: [scribble]", StringComparison.Ordinal)
            .Replace("people: tills", "people: tillz", StringComparison.Ordinal)
            .Replace("path: $.card.number", "path: $.card..", StringComparison.Ordinal);

        var errors = PolicyText.Problems(text).Where(p => p.Severity == Severity.Error).ToList();

        string[] expected = ["lacks 'title'", "'titel'", "no path", "'when'", "'scribble'", "'tillz'"];
        Assert.Equal(expected.Length, errors.Count);
        Assert.All(expected, words => Assert.Single(errors, e => e.Text.Contains(words, StringComparison.Ordinal)));
        Assert.Equal(errors.Select(e => e.Line).Order(), errors.Select(e => e.Line));
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("just text")]
    public void A_file_that_is_no_set_of_keys_is_one_problem(string text)
    {
        Assert.Contains("A policy is written as keys", PolicyText.OnlyError(text).Text);
    }

    [Fact]
    public void Sections_of_the_wrong_shape_are_told_apart()
    {
        Assert.Contains("'people' is a set of names", PolicyText.Problems("people: [a]\n").First(p => p.Line == 1 && p.Column == 9).Text);
        Assert.Contains("'access' is a list", PolicyText.Problems("access: {a: 1}\n").First(p => p.Column == 9).Text);
    }
}
