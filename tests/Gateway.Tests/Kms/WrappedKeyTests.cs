using System.Security.Cryptography;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Kms;

/// <summary>Keys of policies that a key management service has wrapped: opened when policies are read, and never without it.</summary>
public sealed class WrappedKeyTests : IDisposable
{
    private const string Wrapped = "vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=";
    private const string Older = "vault:v1:b2xkZXIgYnkgdGhlIHRlc3Rz";
    private const string Policy = $$"""
        schema: policy/v1
        policy: {id: test, title: Test, owner: officer@shop.example}
        people: {tills: {principals: ["User:till"]} }
        keys: {card: {kms: vault, kek: transit/pan, wrapped: "{{Wrapped}}", earlier: ["{{Older}}"]} }
        classes: {card: {find: [{topics: payments, path: $.card}]} }
        protect: [{id: P1, class: card, when: produce, do: {encrypt: {key: card} } }]
        access: [{id: A1, allow: [write], topics: payments, people: tills}]
        """;

    private readonly TempFolder _folder = new("wrapped");
    private readonly FakeVault _vault = new();

    public WrappedKeyTests()
    {
        (_vault.Keys[Wrapped], _vault.Keys[Older]) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        _folder.Write("token", FakeVault.Token + "\n");
        _folder.Write("words", "token: s.123\nand more\n");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _vault.Dispose();
    }

    [Fact]
    public void A_wrapped_key_and_those_before_it_are_opened_by_the_service_that_has_wrapped_them()
    {
        var (plan, problems) = Check(Settings());

        Assert.Empty(problems);
        Assert.NotNull(plan!.Routes[0].Keys);
        Assert.Equal([("/v1/transit/decrypt/pan", FakeVault.Token, "shop", Wrapped), ("/v1/transit/decrypt/pan", FakeVault.Token, "shop", Older)],
            _vault.Questions.Select(question => (question.Path, question.Token!, question.Namespace!, (string)question.Body["ciphertext"]!)));
    }

    [Theory]
    [InlineData(403, "refuses the token of the proxy at http://127.0.0.1")]
    [InlineData(400, "does not open it (400): there is no key transit/pan any more")]
    [InlineData(404, "has nothing at transit/decrypt/pan (404)")]
    [InlineData(503, "is sealed, or not ready")]
    [InlineData(500, "answers 500 at http://127.0.0.1")]
    [InlineData(429, "is asked too often at http://127.0.0.1")]
    [InlineData(301, "answers 301 at http://127.0.0.1")]
    [InlineData(307, "it sends elsewhere, and the token does not go along")]
    [InlineData(200, "gives an answer without 'plaintext', which is none of Vault's")]
    public void A_service_that_does_not_open_it_is_told_of_where_the_policy_names_the_key(int status, string why)
    {
        foreach (var body in new[] { "", "{}", """{"plaintext":"AAAA"}""", """{"data":{"plaintext":7}}""", """{"data":{"plaintext":"no base64 s.token-of-the-proxy"}}""", """{"errors":["s.token-of-the-proxy"]}""" })
        {
            _vault.Instead = (status, body);

            var (plan, problems) = Check(Settings());

            Assert.Null(plan);
            var problem = problems[0];
            Assert.Equal((_folder.Combine("policies", "p.yaml"), 4), (problem.File, problem.Line));
            Assert.Contains($"key 'card': the key that transit/pan of vault has wrapped can't be unwrapped: 'vault' ", problem.Text, StringComparison.Ordinal);
            Assert.Contains(why, problem.Text, StringComparison.Ordinal);
            Assert.All(problems, one => Assert.DoesNotContain(FakeVault.Token, one.ToString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_opened_has_to_be_a_key()
    {
        _vault.Keys[Wrapped] = [1, 2, 3];

        Assert.Contains("the key that transit/pan of vault has wrapped gives 3 bytes of key", Assert.Single(Check(Settings()).Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_is_away_is_asked_once_for_all_its_keys()
    {
        _vault.Dispose();

        var (plan, problems) = Check(Settings());

        Assert.Null(plan);
        Assert.Equal(2, problems.Count);
        Assert.All(problems, problem => Assert.Contains($"'vault' does not take connections at {_vault.Url.Authority}; see that it runs", problem.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vault: {vault: URL, token: s.123}", "A secret does not stand in the settings")]
    [InlineData("vault: {vault: URL}", "A key management service lacks 'token'")]
    [InlineData("vault: {vault: \"http://vault.example:8200\", token: \"${file:token}\"}", "'vault' is an https address")]
    [InlineData("vault: {token: \"${file:token}\"}", "A key management service lacks 'vault'")]
    [InlineData("vault: {vault: URL, token: \"${file:token}\", accessKey: x}", "A key management service has no key 'accessKey'")]
    [InlineData("vault: {vault: URL, token: \"${file:nowhere}\"}", "can't be read")]
    [InlineData("vault: {vault: URL, token: \"${file:token}\", ca: token}", "holds no certificate")]
    [InlineData("vault: {vault: URL, token: \"${file:words}\"}", "What is there is no token of Vault")]
    [InlineData("vault: {vault: URL, token: \"${file:token}\", namespace: \"a\\nb\"}", "'namespace' is a path of Vault Enterprise or HCP")]
    [InlineData("other: {vault: URL, token: \"${file:token}\"}", "the settings have no service 'vault' under 'kms' that can be asked")]
    public void Settings_of_a_service_that_make_no_sense_are_told(string service, string why)
    {
        var (plan, problems) = Check(Settings(service.Replace("URL", $"\"{_vault.Url}\"", StringComparison.Ordinal)));

        Assert.Null(plan);
        Assert.Contains(problems, problem => problem.Text.Contains(why, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.DoesNotContain("s.123", problem.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "500ms", "does not answer at http://127.0.0.1")]
    [InlineData(true, "60s", "ends the connection before its answer is whole at http://127.0.0.1")]
    public void An_answer_that_is_not_whole_is_waited_for_as_long_as_the_settings_say_and_no_longer(bool cutsOff, string timeout, string why)
    {
        _vault.CutsOff = cutsOff;

        var (plan, problems) = Check(Settings() + $"\nlimits: {{kmsTimeout: {timeout}}}");

        Assert.Null(plan);
        Assert.All(problems, problem => Assert.Contains(why, problem.Text, StringComparison.Ordinal));
        Assert.True(_vault.Questions.Count <= 1);
    }

    private string Vault => $"vault: {{vault: \"{_vault.Url}\", token: \"${{file:token}}\", namespace: shop}}";

    private string Settings(string? services = null) => $$"""
        clusters: {c: {bootstrap: ["127.0.0.1:1"]} }
        routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}, clients: {anonymous: true}, policies: policies} }
        kms:
          {{services ?? Vault}}
        """;

    private (ActivePlan? Plan, IReadOnlyList<Compliance.Rules.Problem> Problems) Check(string settings)
    {
        _folder.Write("policies/p.yaml", Policy);
        var (plan, problems) = SettingsLoader.Check(_folder.Write("proxy.yaml", settings), null, TimeProvider.System);
        // Nobody logs in here, and the policy speaks of a till: that is another matter.
        return (plan, [.. problems.Where(problem => problem.Severity == Compliance.Rules.Severity.Error)]);
    }
}
