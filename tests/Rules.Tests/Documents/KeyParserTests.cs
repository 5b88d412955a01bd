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
}
