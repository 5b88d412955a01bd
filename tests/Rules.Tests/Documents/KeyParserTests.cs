namespace Compliance.Rules.Tests.Documents;

/// <summary>Where a key is, and never the key.</summary>
public sealed class KeyParserTests
{
    private const string Key = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
    private const string Hex = "abcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890";

    [Theory]
    [InlineData($"{{env: \"{Key}\"}}")]
    [InlineData($"{{file: \"{Key}\"}}")]
    [InlineData($"{{env: {Hex}}}")]
    [InlineData($"{{file: keys/pan.key, earlier: {Hex}}}")]
    public void A_key_that_stands_in_the_policy_is_refused_and_not_repeated(string key)
    {
        var text = PolicyText.With("{file: keys/pan.key}", key);

        var problem = PolicyText.OnlyError(text);

        Assert.Contains("looks like a key itself", problem.Text);
        Assert.DoesNotContain(Key, problem.ToString());
        Assert.DoesNotContain(Hex, problem.ToString());
        Assert.Equal(PolicyText.PlaceOf(text, "pan: {").Line, problem.Line);
    }

    [Theory]
    [InlineData("KEY-1")]
    [InlineData("1KEY")]
    [InlineData("\"${KEY}\"")]
    public void What_names_no_variable_is_refused_and_not_repeated(string name)
    {
        var problem = PolicyText.OnlyError(PolicyText.With("{file: keys/pan.key}", $"{{env: {name}}}"));

        Assert.Contains("no name of an environment variable", problem.Text);
        Assert.DoesNotContain("KEY", problem.Text);
    }

    [Theory]
    [InlineData("{env: PAN_KEY, earlier: [PAN_KEY_2025]}")]
    [InlineData("{file: /run/secrets/a/rather/long/folder/of/keys/that/has/no/ending/at/all/pan}")]
    public void Names_and_paths_pass(string key) =>
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With("{file: keys/pan.key}", key)), problem => problem.Severity == Severity.Error);

    [Theory]
    [InlineData("{kms: vault, kek: transit/pan, wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}")]
    [InlineData("{kms: other, kek: eu/keys/of-policies_1, wrapped: \"vault:v12:AQIDAHhhd3MgZ2F2ZSB0aGlz\", earlier: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}")]
    public void A_wrapped_key_stands_in_the_policy_itself(string key)
    {
        var (rules, problems) = PolicyLoader.Load([(PolicyText.File, PolicyText.With("{file: keys/pan.key}", key))]);

        Assert.DoesNotContain(problems, problem => problem.Severity == Severity.Error);
        var source = Assert.Single(rules!.Keys).Source;
        Assert.False(source.IsFile);
        Assert.Contains(source.WrappedBy!, key);
        Assert.Contains($"kms: {source.Service}", key);
        Assert.Contains(source.Location, key);
        Assert.DoesNotContain(source.Location, $"{source}");
    }

    [Theory]
    [InlineData("{kms: vault, kek: transit/pan}", "A key lacks 'wrapped'; add it")]
    [InlineData("{kms: vault, wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}", "A key lacks 'kek'; add it")]
    [InlineData("{kms: vault, kek: transit/pan, wrapped: \"vault:v1:short\"}", "This is no wrapped key")]
    [InlineData("{kms: vault, kek: transit/pan, wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\", earlier: [\"a b\"]}", "This is no wrapped key")]
    [InlineData("{kms: vault, kek: \"transit/pan?x\", wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}", "'kek' names the service's key")]
    [InlineData("{kms: vault, kek: pan, wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}", "'kek' names the service's key")]
    [InlineData("{kms: vault, kek: transit/../sys/seal, wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}", "'kek' names the service's key")]
    [InlineData("{kms: vault, kek: \"http://other.example/pan\", wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}", "'kek' names the service's key")]
    [InlineData("{kms: vault, kek: transit/pan, wrapped: \"d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}", "This is no wrapped key as Vault gives it")]
    [InlineData("{kms: vault, kek: transit/pan, wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\", file: a.key}", "Key 'pan' has one source")]
    [InlineData("{file: a.key, wrapped: \"vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=\"}", "'wrapped' speaks of a key that a key management service has wrapped; add 'kms'")]
    [InlineData("{env: KEY, kek: transit/pan}", "'kek' speaks of a key")]
    public void A_wrapped_key_says_who_opens_it(string key, string message) => Assert.Contains(message, PolicyText.OnlyError(PolicyText.With("{file: keys/pan.key}", key)).Text);
}
