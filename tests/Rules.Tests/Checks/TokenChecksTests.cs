namespace Compliance.Rules.Tests.Checks;

/// <summary>Tokens that could not be turned back, or could be found out.</summary>
public sealed class TokenChecksTests
{
    private const string Mask = "{mask: {keepLast: 4}}";
    private const string Access = "access:\n  - {id: A1";

    [Theory]
    [InlineData("{token: {with: siv, key: pan}}")]
    [InlineData("{token: {with: siv, key: pan, bind: class}}")]
    [InlineData("{token: {with: siv, key: pan, bind: nothing}}")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: digits}}")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: 0-9A-Za-z, keepFirst: 6, keepLast: 4}}")]
    [InlineData("{encrypt: pan}")]
    [InlineData("{encrypt: {key: pan}}")]
    [InlineData("{encrypt: {key: pan, bind: path}}")]
    [InlineData("{encrypt: {key: pan, form: confluent, version: 3}}")]
    public void A_token_or_ciphertext_can_be_written(string token) =>
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With(Mask, token)), p => p.Severity == Severity.Error);

    [Theory]
    [InlineData("token", "needs a key and a method")]
    [InlineData("{token: pan}", "is written as keys")]
    [InlineData("{token: {key: pan}}", "lacks 'with'")]
    [InlineData("{token: {with: siv}}", "lacks 'key'")]
    [InlineData("{token: {with: aes, key: pan}}", "'with' is 'siv'")]
    [InlineData("{token: {with: siv, key: pan, alphabet: digits}}", "'alphabet' has no meaning with 'siv'")]
    [InlineData("{token: {with: siv, key: pan, bind: topic}}", "'bind' is 'class'")]
    [InlineData("{token: {with: ff1, key: pan}}", "lacks 'alphabet'")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: letters}}", "'letters' is no alphabet. Known: digits, a-z, A-Z, 0-9a-z, 0-9A-Z, 0-9A-Za-z.")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: digits, bind: class}}", "'bind' has no meaning with 'ff1'")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: digits, keepLast: -1}}", "from 0 to 100")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: digits, keepFirst: 101}}", "from 0 to 100")]
    [InlineData("encrypt", "'encrypt' needs a key")]
    [InlineData("{encrypt: {bind: path}}", "lacks 'key'")]
    [InlineData("{encrypt: {key: pan, bind: topic}}", "'bind' is 'class'")]
    [InlineData("{encrypt: {key: pan, form: vault}}", "'form' is 'confluent'")]
    [InlineData("{encrypt: {key: pan, form: confluent, bind: path}}", "binds to nothing; remove it")]
    [InlineData("{encrypt: {key: pan, version: 2}}", "no meaning without 'form: confluent'")]
    [InlineData("{encrypt: {key: pan, form: confluent, version: 0}}", "from 1")]
    [InlineData("{encrypt: {key: other}}", "'other' is not declared under 'keys'")]
    [InlineData("{token: {with: siv, key: other}}", "'other' is not declared under 'keys'")]
    public void Every_mistake_is_told(string token, string message) =>
        Assert.Contains(message, PolicyText.OnlyError(PolicyText.With(Mask, token)).Text);

    [Theory]
    [InlineData("{token: {with: siv, key: pan}}", "{hash: pan}", true)]
    [InlineData("{token: {with: siv, key: pan}}", "{token: {with: ff1, key: pan, alphabet: digits}}", true)]
    [InlineData("{token: {with: siv, key: pan}}", "{token: {with: siv, key: pan, bind: nothing}}", false)]
    [InlineData("{encrypt: {key: pan}}", "{encrypt: {key: pan, form: confluent}}", true)]
    [InlineData("{encrypt: {key: pan}}", "{encrypt: {key: pan, bind: path}}", false)]
    public void A_key_serves_one_method(string first, string second, bool refused)
    {
        var text = PolicyText.With(Mask, first).Replace(Access, $"  - {{id: P2, class: card, when: produce, do: {second}}}\n{Access}", StringComparison.Ordinal);

        var errors = PolicyText.Problems(text).Where(p => p.Text.Contains("one key serves one method", StringComparison.Ordinal)).ToList();

        Assert.Equal(refused ? 1 : 0, errors.Count);
    }

    [Theory]
    [InlineData("PCI 3.5.1", "keepFirst: 6, keepLast: 4", null)]
    [InlineData("PCI 3.5.1", "keepLast: 10", null)]
    [InlineData("PCI 3.4.1", "keepFirst: 8, keepLast: 4", "leaves 4 to be replaced")]
    [InlineData("PCI 3.4.1", "keepFirst: 20", "leaves 0 to be replaced")]
    [InlineData("GDPR 5", "keepFirst: 8, keepLast: 4", null)]
    public void Of_a_card_number_a_million_values_are_left(string clause, string kept, string? error)
    {
        var text = PolicyText.With(Mask, $"{{token: {{with: ff1, key: pan, alphabet: digits, {kept}}}}}").Replace("card: {find", $"card: {{rules: [{clause}], find", StringComparison.Ordinal);

        var errors = PolicyText.Problems(text).Where(p => p.Severity == Severity.Error).ToList();

        Assert.Equal(error is null ? 0 : 1, errors.Count);
        Assert.All(errors, e => Assert.Contains(error!, e.Text));
    }

    [Theory]
    [InlineData("{encrypt: pan}", "[old.key, older.key]", null)]
    [InlineData("{encrypt: {key: pan, form: confluent}}", "old.key", null)]
    [InlineData("{hash: pan}", "old.key", "key 'pan' serves 'hash'")]
    [InlineData("{token: {with: siv, key: pan}}", "old.key", "key 'pan' serves 'token'")]
    [InlineData("{encrypt: pan}", "[]", "'earlier' is an empty list")]
    public void Only_a_key_that_encrypts_has_earlier_ones(string treatment, string earlier, string? error)
    {
        var text = PolicyText.With(Mask, treatment).Replace("file: keys/pan.key", $"file: keys/pan.key, earlier: {earlier}", StringComparison.Ordinal);

        var errors = PolicyText.Problems(text).Where(p => p.Severity == Severity.Error).ToList();

        Assert.Equal(error is null ? 0 : 1, errors.Count);
        Assert.All(errors, e => Assert.Contains(error!, e.Text));
    }

    [Fact]
    public void A_key_has_no_more_earlier_ones_than_can_be_tried()
    {
        var text = PolicyText.With(Mask, "{encrypt: pan}").Replace("file: keys/pan.key", $"file: keys/pan.key, earlier: [{string.Join(", ", Enumerable.Range(0, 65))}]", StringComparison.Ordinal);

        var error = PolicyText.OnlyError(text);

        Assert.Contains("at most 64 earlier ones", error.Text);
        PolicyText.AssertAt(error, text, "64]");
    }

    [Fact]
    public void Earlier_keys_start_at_the_policys_folder_too()
    {
        var text = PolicyText.With(Mask, "{encrypt: pan}").Replace("file: keys/pan.key", "file: keys/pan.key, earlier: [keys/old.key, older.key]", StringComparison.Ordinal);
        var (rules, _) = PolicyLoader.Load([("folder/shop.yaml", text)]);

        Assert.Equal(["folder/keys/pan.key", "folder/keys/old.key", "folder/older.key"], rules!.Keys.Single().Sources.Select(s => s.Location));
    }

    [Theory]
    [InlineData("{token: {with: siv, key: pan}}")]
    [InlineData("{encrypt: {key: pan}}")]
    public void What_is_stored_as_a_token_or_ciphertext_can_be_revealed(string stored) =>
        Assert.DoesNotContain(
            PolicyText.Problems(PolicyText.With(Access, $"  - {{id: P2, class: card, when: produce, do: {stored}}}\n{Access}")),
            p => p.Severity == Severity.Error);

    [Fact]
    public void A_format_preserving_token_has_no_exception_when_it_is_stored()
    {
        var text = PolicyText.With(Mask, "{token: {with: ff1, key: pan, alphabet: digits}}").Replace("when: consume", "when: produce", StringComparison.Ordinal);

        Assert.Contains("could not be told from the tokens", PolicyText.OnlyError(text).Text);
    }

    [Fact]
    public void What_is_hashed_is_not_stored_with_some_of_its_characters()
    {
        var text = PolicyText.With(Mask, "{token: {with: ff1, key: pan, alphabet: digits, keepLast: 4}}")
            .Replace("keys:\n", "keys:\n  h: {env: H}\n", StringComparison.Ordinal)
            .Replace(Access, $"  - {{id: P2, class: card, when: consume, do: {{hash: h}}}}\n{Access}", StringComparison.Ordinal);

        Assert.Contains("together they can be turned back", PolicyText.OnlyError(text).Text);
    }
}
