using System.Text.Json;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats.Avro;

/// <summary>Where paths lead in records, arrays, maps and unions.</summary>
public sealed class AvroWalkTests
{
    private static readonly string Person = Avros.Record("\"name\":\"string\",\"age\":[\"null\",\"int\"]", "Person");

    [Theory]
    [InlineData("mask", """{"p":{"name":"***","age":0},"n":1}""")]
    [InlineData("redact", """{"p":{"name":"","age":0},"n":1}""")]
    [InlineData("drop", """{"p":{"name":"","age":null},"n":1}""")]
    [InlineData("nullify", """{"p":{"name":"","age":null},"n":1}""")]
    [InlineData("{hash: k}", "TypeMismatch at p")]
    public void A_rule_on_a_record_acts_on_all_its_fields(string treatment, string result)
    {
        Assert.Equal(result, Avros.Apply(Avros.Record($"\"p\":{Person},\"n\":\"int\""), """{"p":{"name":"ada","age":36},"n":1}""", ("p", treatment)));
    }

    [Theory]
    [InlineData("mask", """{"a":["*","**"],"m":{"k":"*"}}""")]
    [InlineData("redact", """{"a":[],"m":{}}""")]
    [InlineData("drop", """{"a":[],"m":{}}""")]
    [InlineData("nullify", """{"a":[],"m":{}}""")]
    public void A_rule_on_an_array_or_map_acts_on_all_that_is_in_it(string treatment, string result)
    {
        var schema = Avros.Record("""
            "a":{"type":"array","items":"string"},"m":{"type":"map","values":"string"}
            """);

        Assert.Equal(result, Avros.Apply(schema, """{"a":["1","22"],"m":{"k":"3"}}""", ("a", treatment), ("m", treatment)));
    }

    [Theory]
    [InlineData("$.a[*].name", "drop", """{"a":[{"name":"","age":1},{"name":"","age":null}],"m":{"x":{"name":"eve","age":2}}}""")]
    [InlineData("$.a[1].name", "mask", """{"a":[{"name":"ada","age":1},{"name":"***","age":null}],"m":{"x":{"name":"eve","age":2}}}""")]
    [InlineData("$.a[0]", "drop", """{"a":[{"name":"bob","age":null}],"m":{"x":{"name":"eve","age":2}}}""")]
    [InlineData("$.a[*]", "drop", """{"a":[],"m":{"x":{"name":"eve","age":2}}}""")]
    [InlineData("$.m.x", "drop", """{"a":[{"name":"ada","age":1},{"name":"bob","age":null}],"m":{}}""")]
    [InlineData("$.m.x.age", "nullify", """{"a":[{"name":"ada","age":1},{"name":"bob","age":null}],"m":{"x":{"name":"eve","age":null}}}""")]
    [InlineData("$..age", "mask", """{"a":[{"name":"ada","age":0},{"name":"bob","age":null}],"m":{"x":{"name":"eve","age":0}}}""")]
    [InlineData("$..{name,age}", "redact", """{"a":[{"name":"","age":0},{"name":"","age":null}],"m":{"x":{"name":"","age":0}}}""")]
    [InlineData("$.m.name", "redact", """{"a":[{"name":"ada","age":1},{"name":"bob","age":null}],"m":{"x":{"name":"eve","age":2}}}""")]
    [InlineData("$.m[*].name", "redact", """{"a":[{"name":"ada","age":1},{"name":"bob","age":null}],"m":{}}""")]
    public void Paths_are_those_of_JSON_and_keys_of_maps_are_members(string path, string treatment, string result)
    {
        var schema = Avros.Record($$"""
            "a":{"type":"array","items":{{Person}}},"m":{"type":"map","values":"Person"}
            """);

        Assert.Equal(result, Avros.Apply(schema, """{"a":[{"name":"ada","age":1},{"name":"bob","age":null}],"m":{"x":{"name":"eve","age":2}}}""", (path, treatment)));
    }

    [Theory]
    [InlineData("\"ada\"", "mask", "\"***\"")]
    [InlineData("7", "mask", "0")]
    [InlineData("\"ada\"", "drop", "null")]
    [InlineData("7", "nullify", "null")]
    [InlineData("null", "drop", "null")]
    [InlineData("null", "mask", "null")]
    [InlineData("7", "{hash: k}", "TypeMismatch at u")]
    public void A_union_keeps_its_branch_unless_the_value_becomes_null(string value, string treatment, string result)
    {
        var answer = Avros.Apply(Avros.Record("\"u\":[\"string\",\"null\",\"int\"]"), $$"""{"u":{{value}}}""", ("u", treatment));

        Assert.Equal(answer.StartsWith('{') ? $$"""{"u":{{result}}}""" : result, answer);
    }

    [Fact]
    public void Items_of_a_union_are_left_out_whatever_their_branch()
    {
        var schema = Avros.Record("""
            "a":{"type":"array","items":["null","string",{"type":"array","items":"int"}]}
            """);

        Assert.Equal("""{"a":[]}""", Avros.Apply(schema, """{"a":["x",null,[1]]}""", ("a[*]", "drop")));
        Assert.Equal("""{"a":["x",null]}""", Avros.Apply(schema, """{"a":["x",null,[1]]}""", ("a[2]", "drop")));
    }

    [Fact]
    public void A_record_that_contains_itself_is_followed()
    {
        var schema = Avros.Record("\"name\":\"string\",\"next\":[\"null\",\"R\"]");

        Assert.Equal(
            """{"name":"*","next":{"name":"*","next":{"name":"*","next":null}}}""",
            Avros.Apply(schema, """{"name":"a","next":{"name":"b","next":{"name":"c","next":null}}}""", ("$..name", "mask")));
        Assert.Equal(
            """{"name":"a","next":{"name":"b","next":null}}""",
            Avros.Apply(schema, """{"name":"a","next":{"name":"b","next":{"name":"c","next":null}}}""", ("next.next", "drop")));
    }

    [Theory]
    [InlineData("p.name.first", """{"p":{"name":"***","age":36},"n":1}""")]
    [InlineData("p[0]", """{"p":{"name":"***","age":0},"n":1}""")]
    public void A_path_that_meets_another_shape_protects_what_it_meets(string path, string result)
    {
        Assert.Equal(result, Avros.Apply(Avros.Record($"\"p\":{Person},\"n\":\"int\""), """{"p":{"name":"ada","age":36},"n":1}""", (path, "mask")));
    }

    [Fact]
    public void The_whole_value_can_t_be_dropped()
    {
        Assert.Equal("TypeMismatch at [*]", Avros.Apply("\"string\"", "\"x\"", ("[*]", "drop")));
    }

    [Fact]
    public void An_exception_passes_the_value_and_counts_who_saw_it()
    {
        var schema = Avros.Schema(Avros.Record("\"a\":\"string\",\"b\":[\"null\",\"long\"]"));
        var counts = new ProtectCounts();

        var (value, _) = Avros.Protect(schema, Plans.In("avro", ("a", "mask!")), Avros.Write(schema, """{"a":"ada","b":7}"""), counts);

        Assert.Equal("""{"a":"ada","b":7}""", Avros.Read(schema, value));
        Assert.Equal((1, 0), (counts.Clear, counts.Masked));
    }

    [Theory]
    [InlineData("User:friend", """{"id":"ada","pan":"4111111111111111","n":4111111111111111}""")]
    [InlineData("User:reader", """{"id":"ada","pan":"************1111","n":0}""")]
    public void A_token_is_stored_and_turned_back_before_a_reader_s_rule_acts(string reader, string result)
    {
        var (rules, problems) = PolicyLoader.Load([("p.yaml", """
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {friend: {principals: ["User:friend"]}}
            keys: {f: {env: F}, s: {env: S}}
            classes:
              text: {find: [{topics: t, path: pan, format: avro}]}
              number: {find: [{topics: t, path: n, format: avro}]}
            protect:
              - {id: P1, class: text, when: produce, do: {token: {with: siv, key: s}}}
              - {id: P2, class: number, when: produce, do: {token: {with: ff1, alphabet: digits, key: f}}}
              - {id: P3, class: text, when: consume, do: {mask: {keepLast: 4}}, except: [{people: friend, do: reveal, until: 2100-01-01, ticket: T1, approvedBy: x}]}
              - {id: P4, class: number, when: consume, do: mask, except: [{people: friend, do: reveal, until: 2100-01-01, ticket: T2, approvedBy: x}]}
            """)]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        using var keys = KeyRing.Ephemeral(rules!.Keys);
        var schema = Avros.Schema(Avros.Record("\"id\":\"string\",\"pan\":[\"null\",\"string\"],\"n\":\"long\""));
        const string Meant = """{"id":"ada","pan":"4111111111111111","n":4111111111111111}""";

        var (stored, _) = Avros.Protect(schema, rules.PlanFor(new("User:till"), "t", When.Produce, DateTimeOffset.UnixEpoch), Avros.Write(schema, Meant), keys: keys);
        var (read, _) = Avros.Protect(schema, rules.PlanFor(new(reader), "t", When.Consume, DateTimeOffset.UnixEpoch), stored, keys: keys);

        Assert.DoesNotContain("411111111111111", Avros.Read(schema, stored), StringComparison.Ordinal);
        Assert.Equal(result, Avros.Read(schema, read));
    }

    [Fact]
    public void Dates_of_one_subject_move_together_wherever_it_is_named()
    {
        const string Date = """{"type":"int","logicalType":"date"}""";
        var schema = Avros.Record($"\"born\":{Date},\"died\":[\"null\",{Date}],\"who\":{Person}");
        (string, string)[] rules = [("$.{born,died}", "{shift: {days: 30, by: $.who.name, key: d}}")];

        var moved = Avros.Apply(schema, """{"born":"1815-12-10","died":"1852-11-27","who":{"name":"ada","age":36}}""", rules);

        using var json = JsonDocument.Parse(moved);
        var (born, died) = (json.RootElement.GetProperty("born").GetDateTime(), json.RootElement.GetProperty("died").GetDateTime());
        Assert.Equal(new DateTime(1852, 11, 27) - new DateTime(1815, 12, 10), died - born);
        Assert.NotEqual(new DateTime(1815, 12, 10), born);
        Assert.Equal("SubjectMissing at $.{born,died}", Avros.Apply(schema, """{"born":"1815-12-10","died":null,"who":{"name":"","age":36}}""", rules));
    }
}
