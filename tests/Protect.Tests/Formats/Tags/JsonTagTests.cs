using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Schemas;

namespace Compliance.Protect.Tests.Formats.Tags;

public sealed class JsonTagTests
{
    private static string Object(string properties, string more = "") => $$"""{"type":"object","properties":{ {{properties}} }{{more}}}""";

    [Theory]
    [InlineData("""{"name":"Ada","city":"Turin"}""", """{"name":"**a","city":"Turin"}""")]
    [InlineData("""{"name":["Ada",["Eve"]],"city":"T"}""", """{"name":["**a",["**e"]],"city":"T"}""")]
    [InlineData("""{"name":{"first":"Ada"}}""", """{"name":{"first":"***"}}""")]
    [InlineData("""{"name":null}""", "Unchanged")]
    [InlineData("""{"city":"Turin","name":"Ada","name":"Eve"}""", """{"city":"Turin","name":"**a","name":"**e"}""")]
    public void A_tag_is_about_what_stands_there_and_of_an_array_about_its_elements(string value, string expected) =>
        Assert.Equal(expected, Tagged.Json(Tagged.Plan(), Object("""
            "name": {"type":"string","confluent:tags":["PII"]}, "city": {"type":"string"}
            """), value));

    [Fact]
    public void Parts_are_followed_through_references_alternatives_lists_and_other_members()
    {
        var schema = Object(
            """
            "who": {"$ref":"#/definitions/person"},
            "all": {"type":"array","items":{"$ref":"#/definitions/person"}},
            "pair": {"items":[{"type":"integer"},{"confluent:tags":["PAN"]}]},
            "any": {"anyOf":[{"type":"null"},{"properties":{"mail":{"$ref":"#mail"}}}]},
            "open": {"additionalProperties":{"confluent:tags":["PII"]},"properties":{"id":{}}},
            "by": {"patternProperties":{"^s_":{"confluent:tags":["PII"]}},"properties":{"s_known":{},"plain":{}}}
            """,
            """
            ,"definitions":{
              "person":{"properties":{"name":{"confluent:tags":["PII"]},"boss":{"$ref":"#/definitions/person"}}},
              "m":{"$id":"#mail","confluent:tags":["PII"]}}
            """);

        var made = Tagged.Json(Tagged.Plan(), schema, """
            {"who":{"name":"Ada","boss":{"name":"Eve","age":9}},"all":[{"name":"Bob"}],"pair":[7,"4111"],"any":{"mail":"a@b","x":"y"},"open":{"id":"17","more":"12"},"by":{"s_known":"ab","plain":"cd","s_else":"ef"},"name":"Ada"}
            """.Trim());

        // Members of an element that is told from others by its index are protected with those.
        Assert.Equal(
            """{"who":{"name":"**a","boss":{"name":"**e","age":9}},"all":[{"name":"**b"}],"pair":[0,""],"any":{"mail":"**b","x":"y"},"open":{"id":"17","more":"*2"},"by":{"s_known":"*b","plain":"cd","s_else":"*f"},"name":"Ada"}""", made);
    }

    [Theory]
    [InlineData("person.json")]
    [InlineData("person.json#/$defs/P")]
    [InlineData("person.json#P")]
    [InlineData("https://shop.example/schemas/person.json")]
    public void What_the_registry_gave_with_it_is_referred_to(string reference)
    {
        var person = new SchemaText("person.json", "JSON", """
            {"$id":"https://shop.example/schemas/person.json","properties":{"name":{"confluent:tags":["PII"]}},"$defs":{"P":{"$anchor":"P","properties":{"name":{"confluent:tags":["PII"]}}}}}
            """, []);

        Assert.Equal("""{"who":{"name":"**a"}}""", Tagged.Json(Tagged.Plan(), Object($$"""
            "who": {"$ref":"{{reference}}"}
            """), """{"who":{"name":"Ada"}}""", person));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"$ref":"#/definitions/absent"}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"elsewhere.json"}}}""")]
    [InlineData("""{"properties":{"a":"no schema"}}""")]
    [InlineData("""{"properties":{"a":{"confluent:tags":"PII"}}}""")]
    [InlineData("""{"properties":{"a":{"confluent:tags":["PII",null]}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":null}}}""")]
    [InlineData("no JSON")]
    public void Where_it_cannot_be_told_what_is_tagged_values_do_not_pass_unless_the_policy_says_so(string schema)
    {
        Assert.Equal("SchemaUnknown", Tagged.Json(Tagged.Plan(), schema, """{"a":1}"""));
        Assert.Equal("Unchanged", Tagged.Json(Tagged.Plan(unknownSchema: "pass"), schema, """{"a":1}"""));
    }

    [Fact]
    public void Rules_by_paths_go_on_without_the_schema()
    {
        var plan = Tagged.Plan("""
            classes: {a: {find: [{topics: t, path: a, format: json-schema}]}}
            protect: [{id: P1, class: a, when: consume, do: redact}]
            """);

        Assert.Equal("""{"a":""}""", Tagged.Apply(plan, null, """{"a":"b"}"""u8.ToArray()));
    }

    [Fact]
    public void A_value_that_names_no_schema_does_not_pass_where_fields_are_found_by_tags_alone()
    {
        var raw = """{"name":"Ada"}"""u8.ToArray();
        var both = Tagged.Plan(Tagged.Usual.Replace("{topics: t, schemaTag: PAN}", "{topics: t, schemaTag: PAN}, {topics: t, path: name}", StringComparison.Ordinal));

        Assert.Equal("Unframed", Tagged.Protect(Tagged.Plan(), null, raw, null, out _));
        Assert.Equal("Unchanged", Tagged.Protect(Tagged.Plan(unknownSchema: "pass"), null, raw, null, out _));
        Assert.Null(Tagged.Protect(both, null, raw, null, out var made));
        Assert.Equal("""{"name":""}""", Encoding.UTF8.GetString(made));
    }

    [Fact]
    public void A_schema_of_hostile_depth_or_size_is_one_that_nobody_can_tell()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"items":""", 300)) + "{}" + new string('}', 300);
        var wide = Object(string.Join(',', Enumerable.Range(0, 25_000).Select(i => $$"""
            "f{{i}}":{}
            """)));

        Assert.All([deep, wide], schema => Assert.True(SchemaFactory.Make(new("", "JSON", schema, [])).AreTagsUnclear));
    }

    [Fact]
    public void A_schema_of_many_fields_is_followed_and_one_that_is_too_large_with_the_paths_is_not()
    {
        string Wide(int fields, string more = "") => Object(string.Join(',', Enumerable.Range(0, fields).Select(i => $$"""
            "f{{i}}":{"confluent:tags":["{{(i % 2 == 0 ? "PII" : "OTHER")}}"]{{more}}}
            """)));
        var paths = Tagged.Plan("""
            classes:
              person: {find: [{topics: t, schemaTag: PII}]}
              deep: {find: [{topics: t, path: "$..{f1,f2,f3}.a..b", format: json-schema}]}
            protect: [{id: P1, class: person, when: consume, do: redact}, {id: P2, class: deep, when: consume, do: drop}]
            """);

        Assert.Equal("""{"f8":"","f7":"x","f3":{"a":{"c":1}}}""", Tagged.Json(paths, Wide(1000), """{"f8":"y","f7":"x","f3":{"a":{"b":1,"c":1}}}"""));
        Assert.Equal("SchemaTooLarge", Tagged.Json(paths, Wide(2000, ",\"$ref\":\"#\""), "{}"));
    }
}
