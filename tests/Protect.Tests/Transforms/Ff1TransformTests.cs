using System.Text.Json;
using Compliance.Protect.Keys;
using CsCheck;

namespace Compliance.Protect.Tests.Transforms;

public sealed class Ff1TransformTests
{
    private const string Digits = "{token: {with: ff1, alphabet: digits, keepLast: 4, key: f}}";

    [Theory]
    [InlineData("digits, keepLast: 4", "\"4111111111111111\"", "^\"[0-9]{12}1111\"$")]
    [InlineData("digits, keepFirst: 6, keepLast: 4", "\"4111111111111111\"", "^\"411111[0-9]{6}1111\"$")]
    [InlineData("digits, keepLast: 4", "\"4111 1111-1111 1111\"", "^\"[0-9]{4} [0-9]{4}-[0-9]{4} 1111\"$")]
    [InlineData("digits", "\"+49 (30) 1234-567\"", "^\"\\+[0-9]{2} \\([0-9]{2}\\) [0-9]{4}-[0-9]{3}\"$")]
    [InlineData("digits", "4111111111111111", "^[1-9][0-9]{15}$")]
    [InlineData("digits, keepFirst: 2", "4111111111", "^41[0-9]{8}$")]
    [InlineData("A-Z", "\"ABCDEF\"", "^\"[A-Z]{6}\"$")]
    [InlineData("a-z", "\"abc.def\"", "^\"[a-z]{3}\\.[a-z]{3}\"$")]
    [InlineData("0-9A-Z", "\"K47-XY12\"", "^\"[0-9A-Z]{3}-[0-9A-Z]{4}\"$")]
    [InlineData("0-9a-z", "\"k47xy\"", "^\"[0-9a-z]{5}\"$")]
    [InlineData("0-9A-Za-z", "\"Ab3x\"", "^\"[0-9A-Za-z]{4}\"$")]
    public void The_token_has_the_values_length_and_characters_and_comes_back(string settings, string value, string pattern)
    {
        using var policy = new TokenPolicy($"{{token: {{with: ff1, key: f, alphabet: {settings}}}}}", "redact");
        var json = $$"""{"a": {{value}} , "z":1}""";

        var stored = policy.Store(json);

        Assert.NotEqual(json, stored);
        Assert.Matches(pattern, JsonDocument.Parse(stored).RootElement.GetProperty("a").GetRawText());
        Assert.Equal(json, policy.Read(stored, "friend"));
    }

    [Fact]
    public void A_reader_sees_the_last_four_of_the_value()
    {
        using var policy = new TokenPolicy("{token: {with: ff1, alphabet: digits, key: f}}");

        Assert.Equal("""{"a":"************1234"}""", policy.Read(policy.Store("""{"a":"4111111111111234"}"""), "analyst"));
    }

    [Fact]
    public void The_same_middle_between_other_ends_gives_another_token()
    {
        using var policy = new TokenPolicy(Digits);

        var (one, other) = (policy.Store("""{"a":"4111111111111111"}"""), policy.Store("""{"a":"4111111111112222"}"""));

        Assert.NotEqual(one[..18], other[..18]);
    }

    [Theory]
    [InlineData("\"4111x1111111\"", "OutsideAlphabet")]
    [InlineData("\"************1111\"", "OutsideAlphabet")]
    [InlineData("\"４１１１１１１１\"", "OutsideAlphabet")]
    [InlineData("-4111111111", "OutsideAlphabet")]
    [InlineData("411111111.50", "OutsideAlphabet")]
    [InlineData("4e20", "OutsideAlphabet")]
    [InlineData("true", "OutsideAlphabet")]
    [InlineData("\"123456789\"", "DomainUnfit")]
    [InlineData("1234567890", "DomainUnfit")]
    [InlineData("\"\"", "DomainUnfit")]
    [InlineData("{\"b\":1}", "TypeMismatch")]
    public void What_cannot_be_replaced_safely_is_not_stored(string value, string fault)
    {
        using var policy = new TokenPolicy(Digits);

        Assert.Equal($"{fault} at $.a", policy.Store($$"""{"a":{{value}}}"""));
        Assert.Equal("DomainUnfit at $.a", policy.Store($$"""{"a":"{{new string('1', 513)}}"}"""));
    }

    [Theory]
    [InlineData("\"unknown\"")]
    [InlineData("\"12\"")]
    [InlineData("true")]
    public void What_can_be_no_token_is_treated_as_it_stands(string value)
    {
        using var policy = new TokenPolicy(Digits);

        Assert.Equal($$"""{"a":{{value}}}""", policy.Read($$"""{"a":{{value}}}""", "friend"));
    }

    [Fact]
    public void Without_its_key_nothing_passes()
    {
        using var policy = new TokenPolicy(Digits, keys: KeyRing.Empty);

        Assert.Equal("KeyMissing at $.a", policy.Store("""{"a":"4111111111111111"}"""));
        Assert.Equal("KeyMissing at $.a", policy.Read("""{"a":"4111111111111111"}""", "friend"));
    }

    [Fact]
    public void Every_number_comes_back_and_no_two_share_a_token()
    {
        using var policy = new TokenPolicy("{token: {with: ff1, alphabet: digits, key: f}}");
        var seen = new HashSet<string>();

        foreach (var number in Enumerable.Range(1_000_000, 2_000))
        {
            var stored = policy.Store($$"""{"a":{{number}}}""");
            Assert.True(seen.Add(stored));
            Assert.Equal($$"""{"a":{{number}}}""", policy.Read(stored, "friend"));
        }
    }

    [Fact]
    public void Whatever_was_stored_comes_back()
    {
        using var policy = new TokenPolicy("{token: {with: ff1, alphabet: 0-9A-Za-z, keepFirst: 1, keepLast: 2, key: f}}");

        Gen.String[Gen.OneOf("abcXYZ019 -./".ToCharArray()), 20, 60].Sample(text =>
        {
            var json = $$"""{"a":"{{text}}"}""";
            var stored = policy.Store(json);
            return stored.StartsWith("DomainUnfit", StringComparison.Ordinal) || (stored != json && policy.Read(stored, "friend") == json);
        });
    }
}
