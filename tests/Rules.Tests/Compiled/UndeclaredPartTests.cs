using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>What no class declares, looked for in keys and headers too: in which parts, read as what, and what is declared there.</summary>
public sealed class UndeclaredPartTests
{
    private static FieldPlan Plan(string undeclared, string classes = "other: {find: [{topics: t, path: a}]}") => PolicyText.Rules($$"""
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        defaults: {undeclaredPii: {do: reject, detect: pan, {{undeclared}}} }
        classes:
          {{classes}}
        """).PlanFor(new Caller("User:x"), "t", When.Produce, DateTimeOffset.UnixEpoch);

    private static string Show(FieldPlan? plan) => plan is null || plan.Rules.IsEmpty ? "-" : $"{plan.Part} as {plan.Formats}: {(plan.Root.Member("any"u8).Detects is null ? "declared" : string.Join(' ', plan.Rules.Select(rule => rule.PathText)))}";

    private static string All(FieldPlan plan) => string.Join("; ", [Show(plan), Show(plan.Key), .. plan.Headers.Select(header => Show(header.Plan))]);

    [Theory]
    [InlineData("topics: t", "value as Json: $; -")]
    [InlineData("in: value, topics: t", "value as Json: $; -")]
    [InlineData("in: key, topics: t", "-; key as Text: key:$")]
    [InlineData("in: [value, headers], topics: t, format: csv", "value as Csv: $; -; header:* as Text: header:*:$")]
    [InlineData("in: [key, \"header:x-*\"]", "-; key as Text: key:$; header:x-* as Text: header:x-*:$")]
    [InlineData("in: [headers, \"header:x-*\", \"header:a\"]", "-; -; header:* as Text: header:*:$")]
    public void Only_the_parts_that_are_named_have_a_plan(string undeclared, string expected) => Assert.Equal(expected, All(Plan(undeclared)));

    [Theory]
    [InlineData("{topics: t, in: key, path: $.id}", "key as Json: key:$")]
    [InlineData("{topics: t, in: key, path: $.id, format: avro}", "key as Avro: key:$")]
    [InlineData("{topics: t, in: key}", "key as Text: declared")]
    [InlineData("{topics: other, in: key, path: $.id}", "key as Text: key:$")]
    public void A_key_is_read_as_it_is_declared(string find, string expected) =>
        Assert.Equal(expected, Show(Plan("in: key, topics: t", $"id: {{find: [{find}]}}").Key));

    [Fact]
    public void Headers_that_a_class_declares_are_told_from_all_others()
    {
        var plan = Plan("in: headers, topics: t", "id: {find: [{topics: t, in: \"header:x-id\", path: $.a}, {topics: t, in: \"header:x-*\"}, {topics: t, in: \"header:mail\", detect: email}]}");

        Assert.Equal("-; -; header:x-id as Json, Text: declared; header:mail as Text: header:*:$; header:x-* as Text: declared; header:* as Text: header:*:$", All(plan));
    }

    [Fact]
    public void A_path_that_is_declared_in_a_key_is_none_of_its_others()
    {
        var root = Plan("in: key, topics: t", "id: {find: [{topics: t, in: key, path: $.id}]}").Key!.Root;

        Assert.Null(root.Member("id"u8).Detects);
        Assert.NotNull(root.Member("note"u8).Detects);
    }

    [Fact]
    public void A_plan_quarantines_for_any_of_its_parts()
    {
        var rules = PolicyText.Rules("""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            defaults: {undeclaredPii: {do: quarantine, in: headers, topics: t} }
            """);

        var plan = rules.PlanFor(new Caller("User:x"), "t", When.Produce, DateTimeOffset.UnixEpoch);

        Assert.True(rules.Quarantines && plan.Quarantines && plan.Rules.IsEmpty);
        Assert.Equal("quarantine.p", plan.Headers[0].Plan.Root.Detects!.Strongest.QuarantineTopic);
    }
}
