using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream;

/// <summary>The proxy logs in at brokers by tokens that a provider gives it, for all clients.</summary>
public sealed class TokenLoginTests
{
    private const string Secret = "s3cret-of-ours";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Clients_that_have_no_token_are_served_by_the_proxys_which_is_asked_for_once()
    {
        using var provider = new TokenServer();
        await using var cluster = await StartAsync(token => token == "token-1" ? "proxy" : null);
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port, login: Login(provider));

        for (var i = 1; i <= 5; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Frames.Find(i, "g"));
            Assert.Equal(i, await client.ReadCorrelationIdAsync());
        }

        Assert.Single(provider.Questions);
        Assert.All(cluster.Brokers[0].Requests.Where(request => request.ApiKey == Frames.FindCoordinator), request => Assert.Equal("proxy", request.Connection.User));
        Assert.Equal(1, proxy.Metrics.Value("compliance_proxy_upstream_tokens_total", ("cluster", "c"), ("outcome", "taken")));
    }

    [Fact]
    public async Task A_token_that_the_broker_does_not_take_is_told_with_its_cause_and_never_shown()
    {
        using var provider = new TokenServer { Token = _ => "canary-token" };
        await using var cluster = await StartAsync(_ => null);
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port, login: Login(provider));

        await AssertClosedAsync(proxy);

        await Eventually.TrueAsync(() => proxy.Log.Contains("it does not take the token (invalid_token)"), Patience, "the log line");
        Assert.False(proxy.Log.Contains("canary-token") || proxy.Log.Contains(Secret));
    }

    [Fact]
    public async Task Without_a_token_nobody_gets_through_and_the_log_says_who_gave_none()
    {
        using var provider = new TokenServer { Status = 401, Answer = """{"error":"invalid_client"}""" };
        await using var cluster = await StartAsync(_ => "proxy");
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port, login: Login(provider));

        await AssertClosedAsync(proxy);

        await Eventually.TrueAsync(() => proxy.Log.Contains($"no token is to be had from {provider.Url}: it answers 401 invalid_client; look at clientId and clientSecret"), Patience, "the log line");
        Assert.DoesNotContain(cluster.Brokers[0].Requests, request => request.ApiKey is Frames.SaslHandshake or Frames.FindCoordinator);
        Assert.False(proxy.Log.Contains(Secret));
    }

    private static async Task AssertClosedAsync(RunningProxy proxy)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Find(1, "g"));
        Assert.Null(await client.ReadAsync());
    }

    private static async Task<FakeCluster> StartAsync(Func<string, string?> tokens)
    {
        var cluster = await FakeCluster.StartAsync();
        cluster.Tokens = tokens;
        return cluster;
    }

    private static LoginPlan Login(TokenServer provider) =>
        new("till-app", Secret) { Mechanism = SaslMechanism.OAuthBearer, Tokens = new TokenPlan(provider.Url) };
}
