using System.Collections.Concurrent;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>Brokers whose logins end: the proxy logs in anew between two requests of a client, which notices nothing.</summary>
public sealed class LoginRenewalTests
{
    private const string Again = "compliance_proxy_upstream_reauthentications_total";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private static readonly LoginPlan Login = new("proxy", "first-secret");

    [Fact]
    public async Task When_its_time_comes_the_login_is_made_anew_before_the_next_request_on_the_same_connection()
    {
        // Given a client that is served,
        var time = new SteppedTime();
        await using var cluster = await StartAsync(time);
        await using var proxy = await StartAsync(cluster, Login, time);
        using var client = await proxy.ConnectAsync();
        await AskAsync(client, 1);

        // when less than eight tenths of the login's life are over, then nothing happens,
        time.Step(Life * 0.79);
        await AskAsync(client, 2);
        Assert.Equal([Frames.ApiVersions, Frames.SaslHandshake, Frames.SaslAuthenticate, Frames.FindCoordinator, Frames.FindCoordinator], Served(cluster));

        // and when nine tenths are, the login comes before the next request; and again, and behind the end too.
        foreach (var (id, step) in new[] { (3, 0.12), (4, 0.91), (5, 1.5) })
        {
            time.Step(Life * step);
            await AskAsync(client, id);
            Assert.Equal([Frames.SaslHandshake, Frames.SaslAuthenticate, Frames.FindCoordinator], Served(cluster)[^3..]);
        }

        Assert.Equal(4, Clients(cluster).Single().Logins);
        Assert.Equal(3, proxy.Metrics.Value(Again, ("cluster", "c"), ("outcome", "success")));
    }

    [Fact]
    public async Task What_is_in_flight_is_answered_first_and_what_comes_meanwhile_goes_on_behind_it()
    {
        // Given a request that waits long at the broker,
        var time = new SteppedTime();
        await using var cluster = await StartAsync(time);
        await using var proxy = await StartAsync(cluster, Login, time);
        using var client = await proxy.ConnectAsync();
        await AskAsync(client, 1);
        var gate = new TaskCompletionSource();
        cluster.Brokers[0].Script(Frames.FindCoordinator, FakeAnswer.After(gate.Task));
        await client.SendAsync(Frames.Find(2, "g"));
        await Eventually.TrueAsync(() => Served(cluster).Count(key => key == Frames.FindCoordinator) == 2, Patience, "the request at the broker");

        // when the login's time is over meanwhile and others come, one of them for the proxy itself to answer,
        time.Step(Life * 0.95);
        await client.SendAsync(Frames.Find(3, "g"), Frames.Request(Frames.ApiVersions, 99, 4, []), Frames.Find(5, "g"));
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_received_bytes_total", ("route", "r"), ("from", "client")) > 3 * Frames.Find(1, "g").Length, Patience, "the requests");
        Assert.DoesNotContain(Frames.SaslHandshake, Served(cluster)[4..]);
        gate.SetResult();

        // then all are answered in their order, and the login stands between.
        Assert.Equal([2, 3, 4, 5], await client.ReadCorrelationIdsAsync(4));
        Assert.Equal([Frames.FindCoordinator, Frames.SaslHandshake, Frames.SaslAuthenticate, Frames.FindCoordinator, Frames.FindCoordinator], Served(cluster)[4..]);
    }

    [Fact]
    public async Task Under_load_logins_that_last_an_instant_lose_nothing_and_change_no_order()
    {
        // Given logins of a fifth of a second, and a broker whose clock stands still, so that a busy machine can't be too late,
        await using var cluster = await StartAsync(new FakeTimeProvider());
        cluster.LoginLifetime = TimeSpan.FromMilliseconds(200);
        await using var proxy = await StartAsync(cluster, Login, TimeProvider.System);

        // when clients send sixteen at a time, until each connection has logged in at least five times anew,
        var rounds = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var client = await proxy.ConnectAsync();
            var (round, id) = (0, 0);
            do
            {
                round++;
                var ids = Enumerable.Range(id, 16).ToList();
                id += 16;
                await client.SendAsync([.. ids.Select(each => Frames.Find(each, "g"))]);
                Assert.Equal(ids, await client.ReadCorrelationIdsAsync(16));
            }
            while (Clients(cluster).Count() < 4 || Clients(cluster).Min(connection => connection.Logins) < 6);
            return round;
        }));

        // then every request has come once, over four connections.
        Assert.Equal(4, Clients(cluster).Count());
        Assert.Equal(rounds.Sum() * 16, Served(cluster).Count(key => key == Frames.FindCoordinator));
    }

    [Fact]
    public async Task A_broker_that_does_not_let_the_proxy_in_again_ends_the_connection_and_the_log_says_why()
    {
        // Given a client that is served by a password that has changed since,
        var time = new SteppedTime();
        var users = Users();
        await using var cluster = await StartAsync(time, users);
        await using var proxy = await StartAsync(cluster, Login, time);
        using var client = await proxy.ConnectAsync();
        await AskAsync(client, 1);
        users["proxy"] = "second-secret";

        time.Step(Life * 0.95);
        await client.SendAsync(Frames.Find(2, "g"));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("Cluster c: the login anew at broker") && proxy.Log.Contains("it refuses the credentials (error 58)"), Patience, "the log line");
        Assert.Equal(1, proxy.Metrics.Value(Again, ("cluster", "c"), ("outcome", "failure")));
        Assert.False(proxy.Log.Contains("first-secret"));
    }

    [Fact]
    public async Task A_broker_that_leaves_the_login_unanswered_is_waited_for_no_longer_than_for_the_first()
    {
        var time = new SteppedTime();
        await using var cluster = await StartAsync(time);
        await using var proxy = await StartAsync(cluster, Login, time, LimitsPlan.Default with { LoginTimeout = TimeSpan.FromSeconds(3) });
        using var client = await proxy.ConnectAsync();
        await AskAsync(client, 1);
        cluster.Brokers[0].Script(Frames.SaslHandshake, FakeAnswer.Silence);

        time.Step(Life * 0.95);
        await client.SendAsync(Frames.Find(2, "g"));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("does not answer the login anew within 3 s (limits.loginTimeout)"), Patience, "the log line");
    }

    [Fact]
    public async Task While_no_token_is_to_be_had_the_connection_goes_on_until_the_broker_would_end_it()
    {
        // Given a client that is served by a token that ends before the login does,
        var time = new SteppedTime();
        using var provider = new TokenServer((int)(Life * 0.5).TotalSeconds);
        await using var cluster = await StartAsync(time, new ConcurrentDictionary<string, string>());
        cluster.Tokens = _ => "till";
        await using var proxy = await StartAsync(cluster, new LoginPlan("till", "s") { Mechanism = SaslMechanism.OAuthBearer, Tokens = new TokenPlan(provider.Url) }, time);
        using var client = await proxy.ConnectAsync();
        await AskAsync(client, 1);

        // when the provider is away as the login's time comes, then requests go on,
        provider.Status = 503;
        time.Step(Life * 0.92);
        await AskAsync(client, 2);
        Assert.True(proxy.Log.Contains("the login anew at broker") && proxy.Log.Contains("it answers 503"));

        // and once it is back, so is the login; behind its end nothing goes on without one.
        provider.Status = 200;
        time.Step(Life * 0.07);
        await AskAsync(client, 3);
        Assert.Equal(2, Clients(cluster).Single().Logins);
        provider.Status = 503;
        time.Step(Life * 2);
        await client.SendAsync(Frames.Find(4, "g"));
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Broker (LoginFailed"), Patience, "the log line");
    }

    private static async Task AskAsync(RawClient client, int id)
    {
        await client.SendAsync(Frames.Find(id, "g"));
        Assert.Equal(id, await client.ReadCorrelationIdAsync());
    }

    private static ConcurrentDictionary<string, string> Users() => new([new("proxy", "first-secret")]);

    private static async Task<FakeCluster> StartAsync(TimeProvider time, ConcurrentDictionary<string, string>? users = null)
    {
        var cluster = await FakeCluster.StartAsync(users: users ?? Users());
        (cluster.Time, cluster.LoginLifetime) = (time, Life);
        return cluster;
    }

    /// <summary>What the proxy itself asks at its start has been answered then.</summary>
    private static async Task<RunningProxy> StartAsync(FakeCluster cluster, LoginPlan login, TimeProvider time, LimitsPlan? limits = null)
    {
        var proxy = await RunningProxy.StartAsync([cluster.Brokers[0].Port], (limits ?? LimitsPlan.Default) with { IdleTimeout = TimeSpan.FromHours(20) }, login: login, time: time);
        await Eventually.TrueAsync(() => proxy.Log.Contains("Cluster c answers"), Patience, "the cluster");
        return proxy;
    }

    /// <summary>Connections on which clients' requests have come.</summary>
    private static IEnumerable<FakeConnection> Clients(FakeCluster cluster) =>
        cluster.Brokers[0].Requests.Where(request => request.ApiKey == Frames.FindCoordinator).Select(request => request.Connection).Distinct();

    /// <summary>What came on them, in order.</summary>
    private static List<short> Served(FakeCluster cluster)
    {
        var clients = Clients(cluster).ToHashSet();
        return [.. cluster.Brokers[0].Requests.Where(request => clients.Contains(request.Connection)).Select(request => request.ApiKey)];
    }
}
