using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Kms;

/// <summary>A real Vault has wrapped the keys of a policy: what they make stays the same whatever becomes of the key that wraps them.</summary>
public sealed partial class RealVaultTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("vault");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tokens_and_hashes_are_the_same_before_and_after_the_key_that_wraps_theirs_is_rotated_and_they_are_wrapped_anew()
    {
        // Given two keys made inside Vault, and a proxy whose token may open keys and nothing else,
        var vault = await VaultServer.GetAsync();
        var kek = await KeyAsync(vault);
        string card = await NewAsync(vault, kek), name = await NewAsync(vault, kek);
        Assert.StartsWith($"{{kms: vault, kek: \"{kek}\", wrapped: \"vault:v1:", card, StringComparison.Ordinal);
        var proxys = await vault.TokenAsync(MayOpen(kek));
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments");
        await using var proxy = await StartAsync(cluster, vault.Url, proxys, Policy(card, name));
        await WriteAsync(proxy);

        // when the key that wraps is rotated, it goes on as it is;
        await vault.AskAsync(HttpMethod.Post, $"{kek.Replace("/", "/keys/", StringComparison.Ordinal)}/rotate");
        Assert.True(await proxy.UseAsync(Policy(card, name) + "# rotated\n"));
        await WriteAsync(proxy);

        // and once the keys are wrapped anew and the old version opens nothing any more, too;
        string newCard = await RewrapAsync(vault, kek, card), newName = await RewrapAsync(vault, kek, name);
        Assert.Contains("wrapped: \"vault:v2:", newCard, StringComparison.Ordinal);
        await vault.AskAsync(HttpMethod.Post, $"{kek.Replace("/", "/keys/", StringComparison.Ordinal)}/config", new JsonObject { ["min_decryption_version"] = 2 });
        Assert.True(await proxy.UseAsync(Policy(newCard, newName)));
        await WriteAsync(proxy);

        // but what only the old version opens is refused.
        Assert.False(await proxy.UseAsync(Policy(card, newName)));
        Assert.True(proxy.Log.Contains($"key 'card': the key that {kek} of vault has wrapped can't be unwrapped: 'vault' does not open it (400)"));
        var stored = Stored().Matches(Encoding.UTF8.GetString(cluster.Topic("payments").Partitions[0].Bytes)).Select(match => (Card: match.Groups[1].Value, Name: match.Groups[2].Value)).ToList();
        Assert.Equal(3, stored.Count);
        Assert.DoesNotContain("4111111111111111", stored[0].Card, StringComparison.Ordinal);
        Assert.NotEqual("Ada", stored[0].Name);
        Assert.Single(stored.Distinct());
    }

    [Fact]
    public async Task A_token_that_has_ended_is_told_of_and_the_next_one_in_its_file_is_taken_up()
    {
        var vault = await VaultServer.GetAsync();
        var kek = await KeyAsync(vault);
        string card = await NewAsync(vault, kek), name = await NewAsync(vault, kek);
        var first = await vault.TokenAsync(MayOpen(kek));
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster, vault.Url, first, Policy(card, name), "100ms");

        // Given a token that has ended, a changed policy is refused,
        await vault.AskAsync(HttpMethod.Post, "auth/token/revoke", new JsonObject { ["token"] = first });
        Assert.False(await proxy.UseAsync(Policy(card, name) + "# changed\n"));
        Assert.True(proxy.Log.Contains($"'vault' refuses the token of the proxy at {vault.Url} (403): it has ended, or no policy of it has 'update' on {kek.Replace("/", "/decrypt/", StringComparison.Ordinal)}"));

        // and comes into force when another token takes its place.
        var second = await vault.TokenAsync(MayOpen(kek));
        proxy.Write("token", second + "\n");
        await Eventually.TrueAsync(() => proxy.Log.Contains("Settings read again and in force"), Patience, "the new policy");
        Assert.False(proxy.Log.Contains(first) || proxy.Log.Contains(second));

        // Such a token makes no keys.
        _folder.Write("token", second);
        var (code, _, error) = await KeyCommand.RunAsync("new", "--kms", "vault", "--kek", kek, "--config", _folder.Combine("maker.yaml"));
        Assert.Equal(1, code);
        Assert.Contains($"no policy of it has 'update' on {kek.Replace("/", "/datakey/wrapped/", StringComparison.Ordinal)}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_trusts_it_and_calls_it_by_its_name_has_keys_opened_and_the_others_are_told_what_to_do()
    {
        var vault = await VaultServer.GetAsync();
        var kek = await KeyAsync(vault);
        await NewAsync(vault, kek);
        using var others = new TempFolder("others");
        var (right, wrong) = (TestCertificate.Create(_folder), TestCertificate.Create(others));
        await using var front = new TlsFront(vault.Url, right, address: System.Net.IPAddress.Any);

        Assert.Equal(0, (await NewByTlsAsync("127.0.0.1", right)).Code);
        Assert.Contains("has no TLS at 127.0.0.1", (await NewByTlsAsync("127.0.0.1", wrong)).Error, StringComparison.Ordinal);
        Assert.Contains("and it by a name in its certificate", (await NewByTlsAsync("127.0.0.2", right)).Error, StringComparison.Ordinal);

        Task<(int Code, string Output, string Error)> NewByTlsAsync(string host, TestCertificate ca) =>
            KeyCommand.RunAsync("new", "--kms", "vault", "--kek", kek, "--config", _folder.Write("tls.yaml", MakerSettings(new Uri($"https://{host}:{front.Port}"), $", ca: \"{ca.CertificateFile}\"")));
    }

    [Fact]
    public async Task Sealed_it_keeps_no_proxy_from_going_on_and_each_from_starting_and_unsealed_it_has_the_next_plan_come()
    {
        // Given a proxy with keys of a Vault, and that Vault sealed,
        await using var vault = await VaultServer.StartAsync();
        var kek = await KeyAsync(vault);
        string card = await NewAsync(vault, kek), name = await NewAsync(vault, kek), next = await NewAsync(vault, kek);
        var backup = (await vault.AskAsync(HttpMethod.Get, kek.Replace("/", "/backup/", StringComparison.Ordinal)))!["data"]!["backup"]!.DeepClone();
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Topic("payments");
        await using var proxy = await StartAsync(cluster, vault.Url, VaultServer.RootToken, Policy(card, name), "100ms");
        await vault.SealAsync();

        // then what it has opened goes on, what it has not waits, and the log tells both,
        Assert.True(await proxy.UseAsync(Policy(card, name) + "# changed\n"));
        Assert.True(proxy.Log.Contains($"'vault' is sealed, or not ready, at {vault.Url} (503); unseal it; it goes on as it was opened before"));
        Assert.False(await proxy.UseAsync(Policy(next, name)));
        await WriteAsync(proxy);

        // no other starts,
        var refused = await Assert.ThrowsAsync<SettingsException>(() => StartAsync(cluster, vault.Url, VaultServer.RootToken, Policy(card, name)));
        Assert.Contains($"test.yaml:4:8: error: key 'card': the key that {kek} of vault has wrapped can't be unwrapped: 'vault' is sealed, or not ready, at {vault.Url} (503); unseal it.", refused.Message, StringComparison.Ordinal);

        // and with Vault back, from what was saved of its key, the next plan comes by itself.
        await vault.StopAsync();
        await vault.StartAgainAsync();
        await vault.AskAsync(HttpMethod.Post, $"sys/mounts/{kek[..kek.IndexOf('/', StringComparison.Ordinal)]}", new JsonObject { ["type"] = "transit" });
        var before = proxy.Log.All.Count(line => line.Contains("Settings read again and in force", StringComparison.Ordinal));
        await vault.AskAsync(HttpMethod.Post, kek.Replace("/", "/restore/", StringComparison.Ordinal), new JsonObject { ["backup"] = backup });
        await Eventually.TrueAsync(() => proxy.Log.All.Count(line => line.Contains("Settings read again and in force", StringComparison.Ordinal)) > before, Patience, "the next plan");
        await WriteAsync(proxy);
        var cards = Stored().Matches(Encoding.UTF8.GetString(cluster.Topic("payments").Partitions[0].Bytes)).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, cards.Distinct().Count());
    }

    private static string Policy(string card, string name) => $$"""
        schema: policy/v1
        policy: {id: test, title: Test, owner: officer@shop.example}
        people: {tills: {principals: ["User:till"]} }
        keys: {card: {{card}}, name: {{name}} }
        classes: {card: {find: [{topics: payments, path: $.card}]}, name: {find: [{topics: payments, path: $.name}]} }
        protect: [{id: P1, class: card, when: produce, do: {token: {with: siv, key: card} } }, {id: P2, class: name, when: produce, do: {hash: {key: name} } }]
        access: [{id: A1, allow: [write], topics: payments, people: tills}]

        """;

    private static string MayOpen(string kek) => $"path \"{kek.Replace("/", "/decrypt/", StringComparison.Ordinal)}\" {{ capabilities = [\"update\"] }}";

    /// <summary>A key of Vault's that can be saved, in an engine of its own.</summary>
    private static async Task<string> KeyAsync(VaultServer vault)
    {
        var mount = await vault.MountTransitAsync();
        await vault.AskAsync(HttpMethod.Post, $"{mount}/keys/pan", new JsonObject { ["exportable"] = true, ["allow_plaintext_backup"] = true });
        return $"{mount}/pan";
    }

    private static string MakerSettings(Uri vault, string more = "") => $$"""
        clusters: {c: {bootstrap: ["127.0.0.1:1"]} }
        routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}, clients: {anonymous: true} } }
        kms: {vault: {vault: "{{vault}}", token: "${file:token}"{{more}}} }
        """;

    /// <summary>By who may make keys.</summary>
    private async Task<string> NewAsync(VaultServer vault, string kek)
    {
        _folder.Write("token", VaultServer.RootToken);
        return Said(await KeyCommand.RunAsync("new", "--kms", "vault", "--kek", kek, "--config", _folder.Write("maker.yaml", MakerSettings(vault.Url))));
    }

    private async Task<string> RewrapAsync(VaultServer vault, string kek, string key) =>
        Said(await KeyCommand.RunAsync("rewrap", Wrapped().Match(key).Value, "--kms", "vault", "--kek", kek, "--config", _folder.Write("maker.yaml", MakerSettings(vault.Url))));

    private static string Said((int Code, string Output, string Error) result)
    {
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Output.TrimEnd();
    }

    private static Task<GovernedProxy> StartAsync(FakeCluster cluster, Uri vault, string token, string policy, string interval = "0s") =>
        GovernedProxy.StartAsync(cluster.BootstrapServers, policy: policy, limits: $"limits: {{reloadInterval: {interval}}}", before: proxy => proxy.Write("token", token),
            more: $"kms: {{vault: {{vault: \"{vault}\", token: \"${{file:token}}\"}} }}");

    private static async Task WriteAsync(GovernedProxy proxy)
    {
        using var till = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = $"{proxy.Bootstrap}",
            SecurityProtocol = SecurityProtocol.SaslPlaintext,
            SaslMechanism = SaslMechanism.Plain,
            SaslUsername = "till",
            SaslPassword = "till-secret",
            MessageTimeoutMs = 60000,
        }).Build();
        await till.ProduceAsync("payments", new Message<Null, string> { Value = """{"card":"4111111111111111","name":"Ada"}""" });
    }

    [GeneratedRegex("\"card\":\"([^\"]+)\",\"name\":\"([^\"]+)\"")]
    private static partial Regex Stored();

    [GeneratedRegex("vault:v[0-9]+:[^\"]+")]
    private static partial Regex Wrapped();
}
