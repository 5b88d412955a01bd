using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace Compliance.Protect.Tests.Formats;

/// <summary>What holds for every value and every plan, over generated ones.</summary>
public sealed class JsonPropertyTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Gen<string> Text = Gen.String[Gen.OneOf('a', 'b', '"', '\\', '\n', '\u0001', 'é', '名', '\u0301', '/', ' ', '<')].Select(s => s + "🙂"[..(s.Length % 2 * 2)]);
    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "c", "d", "é");
    private static readonly Gen<string> Space = Gen.OneOf("", "", "", " ", "\n", " \t ");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text.Select(t => JsonSerializer.Serialize(t)),
        Text.Select(t => JsonSerializer.Serialize(t, Relaxed)),
        Gen.OneOf("0", "-1", "1.50", "1e400", "12345678901234567890123456789"),
        Gen.OneOf("true", "false", "null"));

    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, self) => depth >= 5 ? Scalar : Gen.Frequency(
        (2, Scalar),
        (3, Gen.Select(Name, Space, Space, self).Select(m => $"{m.Item2}\"{m.Item1}\"{m.Item3}:{m.Item4}{m.Item3}").Array[0, 4].Select(m => "{" + string.Join(',', m) + "}")),
        (2, Gen.Select(Space, self).Select(e => e.Item1 + e.Item2 + e.Item1).Array[0, 4].Select(e => "[" + string.Join(',', e) + "]"))));

    private static readonly Gen<(string, string)[]> PlanWords = Gen.Select(
        Gen.OneOf("a", "$.a.b", "$..c", "$.b[*]", "$..a[*].b", "$.{a,d}.c", "$.é", "$[*].a", "$..b..c", "$.a[1]"),
        Gen.OneOf("mask", "{mask: {keepFirst: 1, keepLast: 1}}", "redact", "drop", "{hash: k}")).Array[1, 4]
        // A field that is hashed by one rule and partly masked by another is no policy.
        .Where(words => !words.Any(w => w.Item2.StartsWith("{hash", StringComparison.Ordinal) && words.Any(m => m.Item1 == w.Item1 && m.Item2.StartsWith("{mask", StringComparison.Ordinal))));

    [Fact]
    public void The_result_is_always_JSON_of_the_same_outer_shape()
    {
        Gen.Select(Json, PlanWords).Sample((json, words) =>
        {
            var result = Plans.Apply(Plans.For(words), json);
            if (result.StartsWith("TypeMismatch", StringComparison.Ordinal))
                return;
            using var before = JsonDocument.Parse(json);
            using var after = JsonDocument.Parse(result);
            Assert.True(before.RootElement.ValueKind == after.RootElement.ValueKind || before.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null));
        }, iter: 300);
    }

    [Fact]
    public void A_plan_that_finds_nothing_changes_nothing()
    {
        var plan = Plans.For(("$..zzz", "drop"), ("$..yyy", "mask"));

        Json.Sample(json => Plans.Apply(plan, json) == json, iter: 1000);
    }

    [Fact]
    public void All_but_the_replaced_fields_stays_byte_for_byte()
    {
        var plan = Plans.For(("$..secret", "redact"));

        // given a value with a mark wherever the field stands, the result is the value with each mark replaced
        Gen.Select(Json, Json, Space, Text).Sample((left, right, space, secret) =>
        {
            string Value(string field) => $"{space}{{\"l\"{space}:{left},\"secret\":{space}{field},{space}\"r\":[{right}{space},{{\"secret\":{field}}}]}}{space}";

            Assert.Equal(Value("\"\""), Plans.Apply(plan, Value(JsonSerializer.Serialize(secret))));
        }, iter: 1000);
    }

    [Fact]
    public void A_dropped_member_leaves_what_was_there_without_it()
    {
        var plan = Plans.For(("a", "drop"));

        Gen.Select(Name, Scalar).Array[0, 8].Sample(members =>
        {
            string Write(IEnumerable<(string, string)> m) => "{" + string.Join(',', m.Select(x => $"\"{x.Item1}\":{x.Item2}")) + "}";

            Assert.Equal(Write(members.Where(m => m.Item1 != "a")), Plans.Apply(plan, Write(members)));
        });
    }

    [Fact]
    public void A_masked_text_shows_its_ends_and_nothing_of_its_middle()
    {
        Gen.Select(Gen.String[Gen.OneOf('1', '2', 'é', 'x', '"', '\\', '\u0301', '名')], Gen.Int[0, 4], Gen.Int[0, 4]).Sample((text, first, last) =>
        {
            var plan = Plans.For(("a", string.Create(CultureInfo.InvariantCulture, $"{{mask: {{keepFirst: {first}, keepLast: {last}, fill: '#'}}}}")));
            var value = new JsonObject { ["a"] = text }.ToJsonString();

            var masked = JsonNode.Parse(Plans.Apply(plan, value))!["a"]!.GetValue<string>();

            var elements = Elements(text);
            var keep = first + last < elements.Length;
            Assert.Equal(
                string.Concat(elements.Select((e, i) => keep && (i < first || i >= elements.Length - last) ? e : "#")),
                masked);
        });
    }

    private static string[] Elements(string text)
    {
        var elements = new List<string>();
        for (var at = 0; at < text.Length; at += elements[^1].Length)
            elements.Add(text.Substring(at, StringInfo.GetNextTextElementLength(text, at)));
        return [.. elements];
    }
}
