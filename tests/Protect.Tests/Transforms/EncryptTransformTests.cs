using System.Security.Cryptography;
using System.Text.Json;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Protect.Tests.Transforms;

public sealed class EncryptTransformTests : IDisposable
{
    private const string Stored = "{encrypt: {key: e}}";
    private readonly List<string> _variables = [];

    public void Dispose() => _variables.ForEach(name => Environment.SetEnvironmentVariable(name, null));

    [Fact]
    public void Equal_values_have_different_ciphertexts_that_name_their_key()
    {
        using var policy = new TokenPolicy(Stored);

        var (one, two) = (Value(policy.Store("""{"a":"ada"}""")), Value(policy.Store("""{"a":"ada"}""")));

        Assert.Matches("^enc1:[A-Za-z0-9+/]{64}$", one);
        Assert.NotEqual(one, two);
        Assert.Equal(Convert.FromBase64String(one[5..])[..16], Convert.FromBase64String(two[5..])[..16]);
    }

    [Theory]
    [InlineData("\"4111111111111111\"", "\"************1111\"")]
    [InlineData("4111111111111111", "0")]
    [InlineData("-1.50e3", "0")]
    [InlineData("true", "false")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"say \\\"Zoë\\\" 名\"", "\"*******ë\\\" 名\"")]
    [InlineData("\"enc1:no\"", "\"***1:no\"")]
    public void A_reader_gets_the_value_or_what_his_rule_leaves_of_it_or_the_ciphertext(string value, string masked)
    {
        var (json, counts) = ($$"""{"z":1,"a":{{value}},"b":[ ]}""", new ProtectCounts());
        using var policy = new TokenPolicy(Stored);
        var stored = policy.Store(json);

        Assert.Equal(json, policy.Read(stored, "friend", counts));
        Assert.Equal((1, 0), (counts.Clear, counts.Masked));
        Assert.Equal($$"""{"z":1,"a":{{masked}},"b":[ ]}""", policy.Read(stored, "analyst"));
        using var open = new TokenPolicy(Stored, read: null);
        stored = open.Store(json);
        Assert.Equal(stored, open.Read(stored, "other"));
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("\"\"")]
    [InlineData("17.5")]
    public void Whom_a_rule_lets_read_the_ciphertext_reads_the_one_that_is_stored(string value)
    {
        using var policy = new TokenPolicy(Stored, Stored);
        var stored = policy.Store($$"""{"a":{{value}}}""");

        Assert.Equal(stored, policy.Read(stored, "analyst"));
        Assert.Equal($$"""{"a":{{value}}}""", policy.Read(stored, "friend"));
    }

    [Fact]
    public void What_was_stored_before_the_policy_is_treated_as_it_stands_and_encrypted_for_whom_a_rule_says_so()
    {
        using var policy = new TokenPolicy(Stored, Stored);

        Assert.Equal("""{"a":"clear"}""", policy.Read("""{"a":"clear"}""", "friend"));
        var read = policy.Read("""{"a":"clear"}""", "analyst");
        Assert.StartsWith("enc1:", Value(read), StringComparison.Ordinal);
        Assert.Equal("""{"a":"clear"}""", policy.Read(read, "friend"));
    }

    [Fact]
    public void Each_changed_character_and_each_missing_end_is_refused_and_shows_nothing()
    {
        using var policy = new TokenPolicy(Stored);
        var whole = Value(policy.Store("""{"a":"411111111111111111"}"""));
        Assert.DoesNotContain('=', whole);

        // The key's id stands in the first characters behind the mark: another one is another key's.
        for (var i = 11; i < whole.Length; i++)
        {
            var changed = whole.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.Equal("Forged at $.a", policy.Read($$"""{"a":"{{new string(changed)}}"}""", "friend"));
            Assert.Equal("Forged at $.a", policy.Read($$"""{"a":"{{whole[..i]}}"}""", "analyst"));
        }
    }

    [Fact]
    public void It_belongs_to_its_class_and_where_the_policy_says_so_to_its_path()
    {
        using var keys = Ring(("e", [Variable()], KeyUse.Encrypt));
        const string Both = "[{topics: t, path: $.a}, {topics: t, path: $.b}]";
        using var loose = new TokenPolicy(Stored, keys: keys, find: Both);
        using var bound = new TokenPolicy("{encrypt: {key: e, bind: path}}", keys: keys, find: Both);
        using var other = new TokenPolicy(Stored, keys: keys, find: Both, name: "d");
        var (byClass, byPath) = (loose.Store("""{"a":"ada"}"""), bound.Store("""{"a":"ada"}"""));

        Assert.Equal("""{"b":"ada"}""", loose.Read(Moved(byClass), "friend"));
        Assert.Equal("Forged at $.a", other.Read(byClass, "friend"));
        Assert.Equal("""{"a":"ada"}""", bound.Read(byPath, "friend"));
        Assert.Equal("Forged at $.b", bound.Read(Moved(byPath), "friend"));
        Assert.Equal("Forged at $.a", loose.Read(byPath, "friend"));

        static string Moved(string json) => json.Replace("\"a\"", "\"b\"", StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_key_writes_and_earlier_ones_turn_back_until_they_are_gone()
    {
        var (old, @new) = (Variable(), Variable());
        using var before = new TokenPolicy(Stored, keys: Ring(("e", [old], KeyUse.Encrypt)));
        using var after = new TokenPolicy(Stored, keys: Ring(("e", [@new, old], KeyUse.Encrypt)));
        using var erased = new TokenPolicy(Stored, keys: Ring(("e", [@new], KeyUse.Encrypt)));
        var (first, second) = (before.Store("""{"a":"ada"}"""), after.Store("""{"a":"bob"}"""));

        Assert.Equal("""{"a":"ada"}""", after.Read(first, "friend"));
        Assert.Equal("""{"a":"bob"}""", after.Read(second, "friend"));
        Assert.Equal("""{"a":"bob"}""", erased.Read(second, "friend"));
        // Erased: what is left is a ciphertext that nobody can open, and no reader loses the rest of the record.
        Assert.Equal(first, erased.Read(first, "friend"));
    }

    [Fact]
    public void Without_one_of_its_keys_a_chain_is_not_loaded()
    {
        var problems = new List<Rules.Problem>();
        var key = new KeyReference("e", new(false, Variable()), default, KeyUse.Encrypt) { Earlier = [new(false, "PROTECT_TESTS_NONE")] };
        using var policy = new TokenPolicy(Stored, keys: KeyRing.Load([key], problems));

        Assert.Contains("environment variable PROTECT_TESTS_NONE", Assert.Single(problems).Text);
        Assert.Equal("KeyMissing at $.a", policy.Store("""{"a":"x"}"""));
        Assert.Equal("KeyMissing at $.a", policy.Read("""{"a":"x"}""", "analyst"));
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""{"a":[1]}""")]
    public void An_object_or_array_is_refused(string json)
    {
        using var policy = new TokenPolicy(Stored);

        Assert.Equal("TypeMismatch at $.a", policy.Store(json));
    }

    [Theory]
    [InlineData("csv", "name", "name,n\nLovelace,1\n\"Zoë, B\",2\n")]
    [InlineData("tsv", "name", "n\tname\n1\tLovelace\n")]
    [InlineData("text", "$", "Lovelace")]
    public void Lines_of_cells_and_texts_come_back(string format, string path, string text)
    {
        using var policy = new TokenPolicy(Stored, find: $"[{{topics: t, path: {path}, format: {format}}}]");
        var stored = policy.Store(text);

        Assert.Contains("enc1:", stored);
        Assert.DoesNotContain("Lovelace", stored);
        Assert.Equal(text.Replace("\"", "", StringComparison.Ordinal), policy.Read(stored, "friend").Replace("\"", "", StringComparison.Ordinal));
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
            return stored.StartsWith("InvalidText", StringComparison.Ordinal) || Value(policy.Read(stored, "friend")) == Value(json);
        });
    }

    private static string Value(string json) => JsonDocument.Parse(json).RootElement.GetProperty("a").GetString()!;

    private static KeyRing Ring(params (string Name, string[] Variables, KeyUse Use)[] keys)
    {
        var problems = new List<Rules.Problem>();
        var ring = KeyRing.Load(
            keys.Select(key => new KeyReference(key.Name, new(false, key.Variables[0]), default, key.Use) { Earlier = [.. key.Variables[1..].Select(name => new KeySource(false, name))] }), problems);
        Assert.Empty(problems);
        return ring;
    }

    private string Variable()
    {
        var name = $"PROTECT_TESTS_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        _variables.Add(name);
        return name;
    }
}
