using System.Text.Json;
using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Protect.Tests.Formats;

/// <summary>What detectors find inside the strings of JSON is treated there, and the rest of the text stays.</summary>
public sealed class DetectJsonTests
{
    private const string Pan = "4111111111111111";
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Apply(string value, params (string Find, string Treatment)[] rules) => Plans.Apply(DetectPlans.For(rules), value);

    [Theory]
    [InlineData("pan", """{"text":"pay 4111 1111 1111 1111 now"}""", """{"text":"pay 4111 11** **** 1111 now"}""")]
    [InlineData("{mask: {keepLast: 4}}", """{"text":"a 4111111111111111, b 5555555555554444."}""", """{"text":"a ************1111, b ************4444."}""")]
    [InlineData("redact", """{"text":"pay 4111111111111111 now"}""", """{"text":"pay  now"}""")]
    [InlineData("{mask: {fill: \"\\\"\"}}", """{"text":"é 4111111111111111"}""", """{"text":"é \"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\""}""")]
    public void A_part_of_a_text_gives_way(string treatment, string value, string expected) =>
        Assert.Equal(expected, Apply(value, ("detect: pan", treatment)));

    [Theory]
    [InlineData("hash: k", 64)]
    [InlineData("{with: siv, key: s}", 44)]
    [InlineData("{with: ff1, key: f, alphabet: digits, keepFirst: 6, keepLast: 4}", 16)]
    public void Hashes_and_tokens_are_of_the_part(string how, int length)
    {
        var treatment = how.StartsWith('{') ? $"{{token: {how}}}" : $"{{{how}}}";

        var text = JsonDocument.Parse(Apply($$"""{"text":"pay {{Pan}} now"}""", ("detect: pan", treatment))).RootElement.GetProperty("text").GetString()!;

        Assert.StartsWith("pay ", text);
        Assert.EndsWith(" now", text);
        Assert.Equal("pay  now".Length + length, text.Length);
        Assert.DoesNotContain(Pan, text);
    }

    [Fact]
    public void A_made_up_number_takes_the_place_of_one()
    {
        var text = JsonDocument.Parse(Apply($$"""{"text":"pay {{Pan}} now"}""", ("detect: pan", "{synthetic: {of: pan, key: y}}"))).RootElement.GetProperty("text").GetString()!;

        Assert.Matches("^pay [0-9]{16} now$", text);
        Assert.DoesNotContain(Pan, text);
    }

    [Theory]
    [InlineData("""{"text":"caf\u00e9 \"x\" \ud83d\ude00 4111111111111111\ttab \/ end"}""", """{"text":"caf\u00e9 \"x\" \ud83d\ude00 ****************\ttab \/ end"}""")]
    [InlineData("""{"text":"\u0034111111111111111"}""", """{"text":"****************"}""")]
    [InlineData("""{"text":"n\u003d4111111111111111\u0026x=5555555555554444"}""", """{"text":"n\u003d****************\u0026x=****************"}""")]
    [InlineData("""{"text":"€ 4111\u00a01111\u00a01111\u00a01111 €"}""", """{"text":"€ ******************* €"}""")]
    public void Escapes_around_it_stay_as_they_are_written(string value, string expected) => Assert.Equal(expected, Apply(value, ("detect: pan", "mask")));

    [Theory]
    [InlineData("path: $..text", """{"a":{"text":"4111111111111111"},"b":"4111111111111111"}""", """{"a":{"text":"****************"},"b":"4111111111111111"}""")]
    [InlineData("path: $.a", """{"a":{"x":["4111111111111111",{"y":"4111111111111111"}]},"b":"4111111111111111"}""", """{"a":{"x":["****************",{"y":"****************"}]},"b":"4111111111111111"}""")]
    [InlineData("path: 'a[*].text'", """{"a":[{"text":"4111111111111111","t":"4111111111111111"}]}""", """{"a":[{"text":"****************","t":"4111111111111111"}]}""")]
    [InlineData("path: a.text", """{"a":"4111111111111111"}""", """{"a":"****************"}""")]
    [InlineData("path: a.text", """{"a":[{"b":"4111111111111111"}]}""", """{"a":[{"b":"****************"}]}""")]
    [InlineData("path: a.text", """{"a":{"b":"4111111111111111"}}""", """{"a":{"b":"4111111111111111"}}""")]
    [InlineData("path: $", "\"4111111111111111\"", "\"****************\"")]
    [InlineData("path: $", """[["4111111111111111"]]""", """[["****************"]]""")]
    public void A_path_says_where_to_look_and_all_below_it_is_looked_at(string path, string value, string expected) =>
        Assert.Equal(expected, Apply(value, ($"detect: pan, {path}", "mask")));

    [Theory]
    [InlineData("""{"n":4111111111111111}""", """{"n":0}""")]
    [InlineData("""{"n":1732622402123}""", """{"n":1732622402123}""")]
    [InlineData("""{"n":true,"m":null}""", """{"n":true,"m":null}""")]
    public void A_number_that_is_one_is_treated_as_a_number(string value, string expected) => Assert.Equal(expected, Apply(value, ("detect: pan", "mask")));

    [Theory]
    [InlineData("email", "{email: {keep: domain}}", "mail ada@shop.example or ring", "mail ***@shop.example or ring")]
    [InlineData("iban", "iban", "to GB82 WEST 1234 5698 7654 32.", "to GB** **** **** **** **54 32.")]
    [InlineData("ip", "ip", "from 192.168.12.34:8080", "from 192.168.12.0:8080")]
    [InlineData("phone", "phone", "ring +49 30 1234567 today", "ring +** ** *****67 today")]
    [InlineData("ssn", "{mask: {keepLast: 4}}", "ssn 219-09-9998", "ssn *******9998")]
    public void Each_detector_finds_its_kind(string detector, string treatment, string text, string expected) =>
        Assert.Equal($$"""{"t":"{{expected}}"}""", Apply($$"""{"t":"{{text}}"}""", ($"detect: {detector}", treatment)));

    [Fact]
    public void Less_sure_findings_are_left_alone_where_the_policy_says_so()
    {
        const string value = """{"t":"219-09-9998","ssn":"219-09-9998","list":{"ssn":["219-09-9998"]}}""";

        Assert.Equal(value.Replace("219-09-9998", "***********", StringComparison.Ordinal), Apply(value, ("detect: ssn", "mask")));
        Assert.Equal("""{"t":"219-09-9998","ssn":"***********","list":{"ssn":["***********"]}}""", Apply(value, ("detect: ssn, minScore: 0.9", "mask")));
    }

    [Fact]
    public void A_field_that_a_path_protects_is_protected_as_a_whole_and_not_less()
    {
        const string value = """{"note":"call me, 4111111111111111"}""";

        Assert.Equal("""{"note":"*********************1111"}""", Apply(value, ("path: note", "{mask: {keepLast: 4}}"), ("detect: pan", "{mask: {keepLast: 4}}")));
        Assert.Equal("""{"note":""}""", Apply(value, ("path: note", "{mask: {keepLast: 4}}"), ("detect: pan", "redact")));
        Assert.Equal("""{"note":"************1111"}""", Apply("""{"note":"call me, so 1111"}""", ("path: note", "{mask: {keepLast: 4}}"), ("detect: pan", "redact")));
    }

    [Fact]
    public void Whom_an_exception_shows_the_field_it_does_not_show_the_number_in_it()
    {
        var counts = new ProtectCounts();
        var plan = DetectPlans.For(Plans.Friend, When.Consume, "", ("path: note", "mask!"), ("detect: pan", "mask"));

        Assert.Equal("""{"note":"pay ****************"}""", Plans.Apply(plan, """{"note":"pay 4111111111111111"}""", counts));
        Assert.Equal((1, 1), (counts.Masked, counts.Clear));
    }

    [Fact]
    public void Whom_an_exception_shows_the_number_sees_it_and_is_counted()
    {
        var counts = new ProtectCounts();
        var plan = DetectPlans.For(Plans.Friend, When.Consume, "", ("detect: pan", "mask!"));
        const string value = """{"note":"pay 4111111111111111, then 5555555555554444"}""";

        Assert.Equal(value, Plans.Apply(plan, value, counts));
        Assert.Equal((0, 2), (counts.Masked, counts.Clear));
    }

    [Fact]
    public void A_card_number_before_an_at_is_protected_by_the_stronger_rule() =>
        Assert.Equal("""{"t":""}""", Apply("""{"t":"4111111111111111@shop.example"}""", ("detect: email", "email"), ("detect: pan", "redact")));

    [Fact]
    public void Whatever_stands_around_it_comes_back_as_it_was() =>
        Gen.Select(Gen.String[Gen.Char, 0, 12].Where(s => !s.Any(char.IsSurrogate)), Gen.String[Gen.Char, 0, 12].Where(s => !s.Any(char.IsSurrogate)), Gen.Bool).Sample((before, after, escapes) =>
        {
            var text = $"{before} \u00a7 {Pan} \u00a7 {after}";
            var value = JsonSerializer.Serialize(new Dictionary<string, string> { ["t"] = text }, escapes ? JsonSerializerOptions.Default : Relaxed);

            var made = Apply(value, ("detect: pan", "mask"));

            return made == value.Replace(Pan, new string('*', 16), StringComparison.Ordinal);
        }, iter: 300);

    [Fact]
    public void Of_very_many_none_is_missed()
    {
        var text = string.Concat(Enumerable.Repeat($"{Pan} ", 5_000));

        Assert.DoesNotContain("4111", Apply($$"""{"t":"{{text}}"}""", ("detect: pan", "mask")), StringComparison.Ordinal);
    }
}
