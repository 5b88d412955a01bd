using System.CommandLine;
using System.Security.Cryptography;
using Compliance.Gateway.Commands;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
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
    [InlineData(301, "answers 301 at http://127.0.0.1")]
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
            Assert.Contains($"key 'card': the key that transit/pan of vault has wrapped can't be unwrapped: 'vault' {why}", problem.Text, StringComparison.Ordinal);
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
    [InlineData("other: {vault: URL, token: \"${file:token}\"}", "the settings have no service 'vault' under 'kms'")]
    public void Settings_of_a_service_that_make_no_sense_are_told(string service, string why)
    {
        var (plan, problems) = Check(Settings(service.Replace("URL", $"\"{_vault.Url}\"", StringComparison.Ordinal)));

        Assert.Null(plan);
        Assert.Contains(problems, problem => problem.Text.Contains(why, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.DoesNotContain("s.123", problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_service_is_away_a_plan_that_runs_goes_on_and_the_next_comes_when_it_is_back()
    {
        // Given a proxy whose key was unwrapped,
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Policy, more: $"kms: {{ {Vault} }}", limits: "limits: {reloadInterval: 200ms}", before: proxy => proxy.Write("token", FakeVault.Token));

        // when the policy changes while the service is away,
        _vault.Instead = (503, "");
        Assert.False(await proxy.UseAsync(Policy.Replace("title: Test", "title: Other", StringComparison.Ordinal)));

        // then the log says so, and sessions are served as before,
        Assert.True(proxy.Log.Contains("Settings are refused, the plan before them stays in force"));
        Assert.True(proxy.Log.Contains("'vault' is sealed, or not ready"));
        using var client = await proxy.ConnectAsync("till");
        await client.SendAsync(Frames.Request(Frames.Metadata, 1, 7, [0, 0, 0, 0]));
        Assert.Equal(7, await client.ReadCorrelationIdAsync());

        // and the new one is in force soon after the service is back, though no file has changed since.
        _vault.Instead = null;
        await Eventually.TrueAsync(() => proxy.Log.Contains("Settings read again and in force"), TimeSpan.FromSeconds(60), "the new policy");
        Assert.False(proxy.Log.Contains(FakeVault.Token));
    }

    [Fact]
    public async Task Without_the_service_a_proxy_does_not_start()
    {
        _vault.Instead = (503, "");
        await using var cluster = await FakeCluster.StartAsync();

        var refused = await Assert.ThrowsAsync<SettingsException>(() => GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Policy, more: $"kms: {{ {Vault} }}", before: proxy => proxy.Write("token", FakeVault.Token)));

        Assert.Contains("'vault' is sealed, or not ready", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_makes_a_key_that_a_policy_can_name()
    {
        var file = _folder.Write("proxy.yaml", Settings());

        Assert.Equal((0, "{kms: vault, kek: \"transit/pan\", wrapped: \"vault:v1:bWFkZSBieSB0aGUgdGVzdHM=\"}\n", ""), await RunAsync("--kms", "vault", "--kek", "transit/pan", "--config", file));

        Assert.Equal("/v1/transit/datakey/wrapped/pan", Assert.Single(_vault.Questions).Path);
        var (code, output, error) = await RunAsync("--kms", "vault", "--kek", "pan", "--config", file);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("'vault' has keys by mount and name, such as transit/pan; correct 'kek'", error, StringComparison.Ordinal);
        Assert.Contains("has no service 'aws' under 'kms'", (await RunAsync("--kms", "aws", "--kek", "pan", "--config", file)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--kms", "vault", "--kek", "transit/pan")]
    [InlineData("a.key", "--kms", "vault", "--kek", "transit/pan", "--config", "proxy.yaml")]
    [InlineData("a.key", "--kek", "transit/pan")]
    public async Task A_new_key_goes_into_a_file_or_is_wrapped(params string[] arguments) => Assert.Equal(2, (await RunAsync(arguments)).Code);

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

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandTree.InvokeAsync(["key", "new", .. arguments], TimeProvider.System, new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
