using System.Text.Json;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Protect.Tests.Transforms;

public sealed class SivTransformTests
{
    private const string Stored = "{token: {with: siv, key: s}}";

    [Fact]
    public void Equal_values_have_equal_tokens_and_text_is_no_number()
    {
        using var policy = new TokenPolicy(Stored);

        var token = policy.Store("""{"a":"4111111111111111"}""");

        Assert.Matches("""^\{"a":"[A-Za-z0-9+/]{43}="\}$""", token);
        Assert.Equal(token, policy.Store("""{"a":"4111111111111111"}"""));
        Assert.NotEqual(token, policy.Store("""{"a":4111111111111111}"""));
        Assert.NotEqual(token, policy.Store("""{"a":"4111111111111112"}"""));
    }

    [Theory]
    [InlineData("\"4111111111111111\"", "\"************1111\"")]
    [InlineData("4111111111111111", "0")]
    [InlineData("-1.50e3", "0")]
    [InlineData("true", "false")]
    [InlineData("false", "false")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"say \\\"Zoë\\\" 名\"", "\"*******ë\\\" 名\"")]
    public void A_reader_gets_the_value_or_what_his_rule_leaves_of_it(string value, string masked)
    {
        using var policy = new TokenPolicy(Stored);
        var (json, counts) = ($$"""{"z":1,"a":{{value}},"b":[ ]}""", new ProtectCounts());
        var stored = policy.Store(json);

        Assert.NotEqual(json, stored);
        Assert.Equal(json, policy.Read(stored, "friend", counts));
        Assert.Equal((1, 0), (counts.Clear, counts.Masked));
        Assert.Equal("T1", counts.ExemptionTickets);
        Assert.Equal($$"""{"z":1,"a":{{masked}},"b":[ ]}""", policy.Read(stored, "analyst"));
    }

    [Fact]
    public void Whom_no_rule_concerns_reads_the_token()
    {
        using var policy = new TokenPolicy(Stored, read: null);
        var stored = policy.Store("""{"a":"x"}""");

        Assert.Equal(stored, policy.Read(stored, "other"));
    }

    [Fact]
    public void A_rule_that_lets_readers_see_the_token_leaves_it_and_its_exception_reveals()
    {
        using var policy = new TokenPolicy(Stored, Stored);
        var stored = policy.Store("""{"a":"x"}""");

        Assert.Equal(stored, policy.Read(stored, "analyst"));
        Assert.Equal("""{"a":"x"}""", policy.Read(stored, "friend"));
    }

    [Theory]
    [InlineData("\"4111111111111111\"", "\"************1111\"")]
    [InlineData("\"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\"", "\"********************************WVo=\"")]
    [InlineData("12", "0")]
    public void What_was_stored_before_the_policy_is_no_token_and_is_treated_as_it_stands(string value, string masked)
    {
        using var policy = new TokenPolicy(Stored);

        Assert.Equal($$"""{"a":{{value}}}""", policy.Read($$"""{"a":{{value}}}""", "friend"));
        Assert.Equal($$"""{"a":{{masked}}}""", policy.Read($$"""{"a":{{value}}}""", "analyst"));
    }

    [Fact]
    public void A_forged_token_is_not_turned_back()
    {
        using var policy = new TokenPolicy(Stored);
        var stored = policy.Store("""{"a":"4111111111111111"}""").ToCharArray();
        stored[10] = stored[10] == 'A' ? 'B' : 'A';

        Assert.Equal(new string(stored), policy.Read(new string(stored), "friend"));
    }

    [Fact]
    public void Bound_to_nothing_it_is_what_Confluents_field_encryption_writes()
    {
        var (name, value) = ($"SIV_{Guid.NewGuid():N}", Convert.ToHexString([.. Enumerable.Range(0, 64).Select(i => (byte)i)]));
        Environment.SetEnvironmentVariable(name, value);
        using var keys = KeyRing.Load([new KeyReference("s", new(false, name), default, KeyUse.Siv)], []);
        using var policy = new TokenPolicy("{token: {with: siv, key: s, bind: nothing}}", keys: keys);

        Assert.Equal("""{"a":"KfD/DIYKjK1O080c98ZlwJVbHKxrgq37tTQNLuAccrc="}""", policy.Store("""{"a":"4111111111111111"}"""));
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""{"a":[1]}""")]
    public void An_object_or_array_is_refused(string json)
    {
        using var policy = new TokenPolicy(Stored);

        Assert.Equal("TypeMismatch at $.a", policy.Store(json));
    }

    [Fact]
    public void Without_its_key_nothing_passes()
    {
        using var policy = new TokenPolicy(Stored, keys: KeyRing.Empty);

        Assert.Equal("KeyMissing at $.a", policy.Store("""{"a":"x"}"""));
        Assert.Equal("KeyMissing at $.a", policy.Read("""{"a":"x"}""", "analyst"));
    }

    [Fact]
    public void Whatever_text_was_stored_comes_back()
    {
        using var policy = new TokenPolicy(Stored);

        Gen.String.Sample(text =>
        {
            // Half a surrogate pair is no text.
            var json = $$"""{"a":{{JsonSerializer.Serialize(text)}}}""";
            var stored = policy.Store(json);
            return stored.StartsWith("InvalidText", StringComparison.Ordinal)
                || Value(policy.Read(stored, "friend")) == Value(json);
        });
    }

    private static string? Value(string json) => JsonDocument.Parse(json).RootElement.GetProperty("a").GetString();
}
