using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Compliance.Auditctl.Access;
using Compliance.Harness;
using Compliance.Protect.Keys;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

public sealed class TokenTests : IDisposable
{
    private const string Card = "4111111111111111";
    private readonly TempFolder _folder = new("token");
    private readonly AuditctlRun _run = new();
    private readonly string _key;

    public TokenTests()
    {
        _key = _folder.Combine("cards.key");
        KeyFile.Create(_key);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_what_the_proxy_writes_in_place_of_the_value()
    {
        _run.Input = Card + "\n";

        Assert.Equal(0, Token("--key", $"file:{_key}"));

        // HMAC-SHA-256 of class, zero byte and value, in lower-case hexadecimal: proxy/Protect/README.md.
        var expected = HMACSHA256.HashData(Convert.FromBase64String(File.ReadAllText(_key)), Encoding.UTF8.GetBytes($"card-number\0{Card}"));
        Assert.Equal(Convert.ToHexStringLower(expected), _run.Output.Trim());
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public void What_an_auditor_types_is_brought_into_the_records_form()
    {
        Assert.Equal(0, Token("--key", $"file:{_key}", Card));
        var token = _run.Output.Trim();
        Assert.Contains("history", _run.Error, StringComparison.Ordinal);

        Assert.Equal(0, Token("--key", $"file:{_key}", "--normalise", "digits", "4111 1111-1111 1111", "--json"));
        Assert.Equal(token, JsonDocument.Parse(_run.Output).RootElement.GetProperty("token").GetString());

        Assert.Equal(0, Token("--key", $"file:{_key}", "--short", Card));
        Assert.Equal(token[..32], _run.Output.Trim());
    }

    [Fact]
    public async Task The_value_stands_nowhere_in_the_record()
    {
        _run.Input = Card;

        Assert.Equal(0, Token("--key", $"file:{_key}", "--reason", "CASE-17"));

        var journal = AccessJournal.PathIn(_folder.Path);
        var use = Assert.Single(await AccessJournal.ReadAsync(journal, default));
        Assert.Equal(("audit.token", "CASE-17", "card-number"), (use.Action, use.Purpose, use.DataClasses[0]));
        Assert.Equal(["normalise=none"], use.Filters);
        Assert.DoesNotContain(Card, Encoding.UTF8.GetString(File.ReadAllBytes(journal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "--key", "vault:x", "4111")]
    [InlineData(1, "--key", "file:keys", "--normalise", "rot13", "4111")]
    [InlineData(1, "--key", "file:keys")]
    [InlineData(2, "--key", "file:nothing-here.key", "4111")]
    [InlineData(2, "--key", "env:COMPLIANCE_NO_SUCH_KEY", "4111")]
    public void What_makes_no_token_says_why(int code, params string[] arguments)
    {
        Assert.Equal(code, Token(arguments));

        Assert.NotEqual("", _run.Error);
        Assert.DoesNotContain("4111", _run.Error, StringComparison.Ordinal);
    }

    private int Token(params string[] arguments) => _run.Verb("token", ["--archive", _folder.Path, "--domain", "card-number", .. arguments]);
}
