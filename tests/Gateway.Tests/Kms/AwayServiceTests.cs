using System.Security.Cryptography;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Kms;

/// <summary>A proxy whose key management service is away, or refuses: it does not start, and one that runs goes on.</summary>
public sealed class AwayServiceTests : IDisposable
{
    private const string Wrapped = "vault:v1:d3JhcHBlZCBieSB0aGUgdGVzdHM=";
    private const string Newer = "vault:v1:bmV3ZXIgYnkgdGhlIHRlc3Rz";
    private const string Policy = $$"""
        schema: policy/v1
        policy: {id: test, title: Test, owner: officer@shop.example}
        people: {tills: {principals: ["User:till"]} }
        keys: {card: {kms: vault, kek: transit/pan, wrapped: "{{Wrapped}}"} }
        classes: {card: {find: [{topics: payments, path: $.card}]} }
        protect: [{id: P1, class: card, when: produce, do: {encrypt: {key: card} } }]
        access: [{id: A1, allow: [write], topics: payments, people: tills}]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Titled = Policy.Replace("title: Test", "title: Other", StringComparison.Ordinal);
    private static readonly string NewKey = Policy.Replace(Wrapped, Newer, StringComparison.Ordinal);
    private readonly FakeVault _vault = new();

    public AwayServiceTests() => (_vault.Keys[Wrapped], _vault.Keys[Newer]) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));

    public void Dispose() => _vault.Dispose();

    [Fact]
    public async Task Without_the_service_a_proxy_does_not_start()
    {
        _vault.Instead = (503, "");
        await using var cluster = await FakeCluster.StartAsync();

        var refused = await Assert.ThrowsAsync<SettingsException>(() => StartAsync(cluster));

        Assert.Contains("test.yaml:4:8: error: key 'card': the key that transit/pan of vault has wrapped can't be unwrapped: 'vault' is sealed, or not ready, at http://127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_is_away_what_it_has_opened_goes_on_and_whatever_else_changes_comes_into_force()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster);
        _vault.Instead = (503, "");

        Assert.True(await proxy.UseAsync(Titled));

        Assert.True(proxy.Log.Contains("Warning 1062"));
        Assert.True(proxy.Log.Contains("'vault' is sealed, or not ready"));
        Assert.True(proxy.Log.Contains("it goes on as it was opened before, and this proxy would not start again"));
        Assert.Equal((1, 1, 0, 1), (Asked(proxy, "opened"), Asked(proxy, "away"), Asked(proxy, "refused"), Held(proxy)));

        // And once more, though the plan in force is not the one for which it was opened.
        Assert.True(await proxy.UseAsync(Policy));
        Assert.False(proxy.Log.Contains(FakeVault.Token));
    }

    [Fact]
    public async Task A_key_that_it_has_not_opened_yet_waits_for_it_and_is_told_once_however_often_it_is_tried()
    {
        // Given a proxy that looks often,
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster, "50ms");

        // when a policy names another key while the service is away,
        _vault.Instead = (503, "");
        var asked = _vault.Questions.Count;
        proxy.Write("policies/test.yaml", NewKey);
        await Eventually.TrueAsync(() => _vault.Questions.Count >= asked + 5, Patience, "the service to be asked again and again");

        // then sessions are served as before,
        using var client = await proxy.ConnectAsync("till");
        await client.SendAsync(Frames.Request(Frames.Metadata, 1, 7, [0, 0, 0, 0]));
        Assert.Equal(7, await client.ReadCorrelationIdAsync());
        Assert.Equal(0, Asked(proxy, "refused"));

        // the new one is in force soon after the service is back, though no file has changed since,
        _vault.Instead = null;
        await Eventually.TrueAsync(() => proxy.Log.Contains("Settings read again and in force"), Patience, "the new policy");

        // and it was told once in the log, and once in the evidence.
        Assert.Single(proxy.Log.All, line => line.Contains("Error 1061", StringComparison.Ordinal));
        Assert.Equal(["failure", "success"], (await proxy.StopAsync()).Where(e => e.Action == "settings.reload").Select(e => e.Outcome));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(400)]
    public async Task What_it_refuses_does_not_go_on_with_what_it_has_opened_before(int status)
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster);
        _vault.Instead = (status, "");

        Assert.False(await proxy.UseAsync(Titled));
        Assert.False(await proxy.UseAsync(Titled));

        // Who asks is told each time.
        Assert.Equal(2, proxy.Log.All.Count(line => line.Contains($"({status})", StringComparison.Ordinal)));
        Assert.Equal(2, Asked(proxy, "refused"));
        using var client = await proxy.ConnectAsync("till");
    }

    private Task<GovernedProxy> StartAsync(FakeCluster cluster, string interval = "0s") =>
        GovernedProxy.StartAsync(cluster.BootstrapServers, policy: Policy, limits: $"limits: {{reloadInterval: {interval}}}", before: proxy => proxy.Write("token", FakeVault.Token),
            more: $"kms: {{vault: {{vault: \"{_vault.Url}\", token: \"${{file:token}}\"}} }}");

    private static int Asked(GovernedProxy proxy, string outcome) => (int)Page(proxy).Value("compliance_proxy_kms_questions_total", ("service", "vault"), ("outcome", outcome));

    private static int Held(GovernedProxy proxy) => (int)Page(proxy).Value("compliance_proxy_kms_keys");

    private static MetricsPage Page(GovernedProxy proxy) => MetricsPage.Parse(PageWriter.Write(proxy.Instruments.Families, PageFormat.Prometheus), openMetrics: false);
}
