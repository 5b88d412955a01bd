namespace Compliance.Protect.Tests.Formats;

/// <summary>Each treatment on each JSON type, and on values of another shape than the path foresees.</summary>
public sealed class JsonTypeTests
{
    [Theory]
    [InlineData("redact", "\"x\"", "\"\"")]
    [InlineData("redact", "-12.5e3", "0")]
    [InlineData("redact", "true", "false")]
    [InlineData("redact", "null", "null")]
    [InlineData("redact", """{"b":1}""", "{}")]
    [InlineData("redact", "[1,[2]]", "[]")]
    [InlineData("{mask: {keepLast: 4}}", "\"4111111111111111\"", "\"************1111\"")]
    [InlineData("{mask: {keepLast: 4}}", "4111111111111111", "0")]
    [InlineData("{mask: {keepLast: 4}}", "true", "false")]
    [InlineData("{mask: {keepLast: 4}}", "null", "null")]
    [InlineData("{mask: {keepLast: 4}}", """{"b":"4111111111111111","c":[1,null,{"d":"xy"}]}""", """{"b":"****************","c":[0,null,{"d":"**"}]}""")]
    [InlineData("{mask: {keepLast: 4}}", """["4111111111111111",true]""", """["****************",false]""")]
    [InlineData("{hash: k}", "null", "null")]
    public void A_treatment_keeps_the_type_where_it_can(string treatment, string value, string expected)
    {
        Assert.Equal($$"""{"a":{{expected}},"z":1}""", Plans.Apply(Plans.For(("a", treatment)), $$"""{"a":{{value}},"z":1}"""));
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("12.50")]
    [InlineData("false")]
    public void A_hash_is_always_text_of_64_digits(string value)
    {
        Assert.Matches("""^\{"a":"[0-9a-f]{64}"\}$""", Plans.Apply(Plans.For(("a", "{hash: k}")), $$"""{"a":{{value}}}"""));
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""{"a":[]}""")]
    public void A_hash_of_an_object_or_array_is_refused(string value)
    {
        Assert.Equal("TypeMismatch at a", Plans.Apply(Plans.For(("a", "{hash: k}")), value));
    }

    [Theory]
    [InlineData("$.card.number", "mask", """{"card":"4111111111111111"}""", """{"card":"****************"}""")]
    [InlineData("$.card.number", "{mask: {keepLast: 4}}", """{"card":"4111111111111111"}""", """{"card":"****************"}""")]
    [InlineData("$.card.number", "mask", """{"card":[{"number":"4111"},"x"]}""", """{"card":[{"number":"****"},"*"]}""")]
    [InlineData("$.card.number", "mask", """{"card":4111}""", """{"card":0}""")]
    [InlineData("$.card.number", "mask", """{"card":null}""", """{"card":null}""")]
    [InlineData("$.card.number", "drop", """{"card":["4111"],"x":1}""", """{"x":1}""")]
    [InlineData("$.card.number", "drop", """{"card":null,"x":1}""", """{"card":null,"x":1}""")]
    [InlineData("$.card.number", "redact", """{"card":[1]}""", """{"card":[]}""")]
    [InlineData("$.card.number", "{hash: k}", """{"card":[1]}""", "TypeMismatch at $.card.number")]
    [InlineData("$.cards[*]", "redact", """{"cards":"4111"}""", """{"cards":""}""")]
    [InlineData("$.cards[*]", "redact", """{"cards":{"a":"4111"}}""", """{"cards":{}}""")]
    [InlineData("$.cards[*].n", "mask", """{"cards":[["4111"]]}""", """{"cards":[["****"]]}""")]
    [InlineData("$.card.number", "mask", """[{"card":{"number":"4111"}}]""", """[{"card":{"number":"****"}}]""")]
    [InlineData("$.card.number", "redact", "\"4111\"", "\"\"")]
    [InlineData("$.card.number", "drop", "\"4111\"", "TypeMismatch at $.card.number")]
    [InlineData("$.card.number", "drop", "[1]", "TypeMismatch at $.card.number")]
    [InlineData("$..number", "drop", "[1]", "[1]")]
    [InlineData("$.card.number", "mask", "null", "null")]
    public void A_path_that_meets_another_type_protects_what_it_meets(string path, string treatment, string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.For((path, treatment)), value));
    }

    [Theory]
    [InlineData("mask", "redact", """{"a":{"b":"secret","c":"x"}}""", """{"a":{"b":"","c":"*"}}""")]
    [InlineData("mask", "drop", """{"a":{"b":"secret","c":"x"}}""", """{"a":{"c":"*"}}""")]
    [InlineData("mask", "{mask: {keepLast: 3}}", """{"a":{"b":"secret"}}""", """{"a":{"b":"******"}}""")]
    [InlineData("redact", "drop", """{"a":{"b":"secret"}}""", """{"a":{}}""")]
    [InlineData("drop", "mask", """{"a":{"b":"secret"},"z":1}""", """{"z":1}""")]
    public void A_rule_on_an_object_and_one_inside_it_leave_the_stronger(string outer, string inner, string value, string expected)
    {
        Assert.Equal(expected, Plans.Apply(Plans.For(("a", outer), ("a.b", inner)), value));
        Assert.Equal(expected, Plans.Apply(Plans.For(("a.b", inner), ("a", outer)), value));
    }

    [Fact]
    public void An_exception_on_an_object_does_not_open_what_another_rule_protects_inside()
    {
        var plan = Plans.For(Plans.Friend, ("a", "redact!"), ("a.b", "mask"));

        Assert.Equal("""{"a":{"b":"******","c":"clear"}}""", Plans.Apply(plan, """{"a":{"b":"secret","c":"clear"}}"""));
    }
}
