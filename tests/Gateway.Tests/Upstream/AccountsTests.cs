using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream;

/// <summary>Brokers know a route's clients by its login, or each principal by an account of its own, whose secrets change while the proxy runs.</summary>
public sealed class AccountsTests
{
    private const short CreateToken = 38;
    private const short NotAllowed = 64;
    private const string Cluster = ", login: {mechanism: PLAIN, user: proxy, password: \"${file:proxy}\"}";
    private const string Till = "\"User:till\": {mechanism: PLAIN, user: till-eu, password: \"${file:till-eu}\"}";
    private const string Analyst = "\"User:analyst\": {mechanism: PLAIN, user: analyst-eu, password: \"${file:analyst-eu}\"}";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_principal_is_known_by_its_account_the_others_by_the_routes_and_the_proxy_by_the_clusters()
    {
        await using var cluster = await StartAsync();
        await using var proxy = await StartAsync(cluster, $"login: {{mechanism: PLAIN, user: partners, password: \"${{file:partners}}\"}}\n    accounts: {{principals: {{{Till}, {Analyst}}}, others: shared}}");

        foreach (var (user, account) in new[] { ("till", "till-eu"), ("analyst", "analyst-eu"), ("admin", "partners"), ("till", "till-eu") })
        {
            using var client = await proxy.ConnectAsync(user);
            await FindAsync(client, 1);
            Assert.Equal(account, Finds(cluster).Last().Connection.User);
        }

        // No connection has carried two of them, and what the proxy asks itself is asked by nobody's account but its own.
        Assert.Equal(4, Finds(cluster).Select(request => request.Connection).Distinct().Count());
        Assert.All(cluster.Brokers[0].Requests.Where(request => request.ApiKey == Frames.Metadata), request => Assert.Equal("proxy", request.Connection.User));
        Assert.Equal(2, Page(proxy).Value("compliance_proxy_accounts", ("route", "r")));
    }

    [Fact]
    public async Task All_clients_of_a_route_are_known_by_its_login_where_there_is_one()
    {
        await using var cluster = await StartAsync();
        await using var proxy = await StartAsync(cluster, "login: {mechanism: PLAIN, user: partners, password: \"${file:partners}\"}");

        foreach (var user in new[] { "till", "admin" })
        {
            using var client = await proxy.ConnectAsync(user);
            await FindAsync(client, 1);
        }

        Assert.Equal(["partners", "partners"], Finds(cluster).Select(request => request.Connection.User));
    }

    [Fact]
    public async Task Who_has_no_account_can_not_log_in_and_the_evidence_says_why()
    {
        await using var cluster = await StartAsync();
        await using var proxy = await StartAsync(cluster, $"accounts: {{principals: {{{Till}}}}}");

        using var client = await proxy.ConnectAsync();
        await client.SendAsync(SaslFrames.Handshake(1, 1, "PLAIN"), SaslFrames.Authenticate(1, 2, "\0analyst\0analyst-secret"));
        await client.ReadAsync();
        Assert.Equal(58, SaslFrames.ReadAuthenticate(await client.ReadAsync(), 1).Error);
        Assert.Null(await client.ReadAsync());

        // Its password was right: it is no guess, and the log says what to mend.
        await Eventually.TrueAsync(() => proxy.Log.Contains("The principal has no account at the brokers ('accounts' of the route). Claimed: User:analyst"), Patience, "the log line");
        var refused = Assert.Single(await proxy.StopAsync(), e => e.Type == "denied");
        Assert.Equal(("authentication", "User:analyst", "authn.plain", "failure"), (refused.Category, refused.Principal, refused.Action, refused.Outcome));
        Assert.Contains("has no account at the brokers", refused.Reason!, StringComparison.Ordinal);
        Assert.Empty(Finds(cluster));
    }

    [Fact]
    public async Task Who_enters_without_a_login_and_has_no_account_is_not_connected_to_any_broker()
    {
        await using var cluster = await StartAsync();
        var login = new LoginPlan("proxy", "proxy-1");
        var accounts = new AccountsPlan(login) { RefusesOthers = true, ByPrincipal = new Dictionary<string, LoginPlan> { ["User:till"] = login }.ToFrozenDictionary() };
        await using var proxy = await RunningProxy.StartAsync([cluster.Brokers[0].Port], login: login, accounts: accounts);

        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Find(1, "g"));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("User:ANONYMOUS has no account at the brokers of cluster c: add it to 'accounts' of route r"), Patience, "the log line");
        Assert.Empty(Finds(cluster));
    }

    [Fact]
    public async Task A_secret_that_changes_is_taken_up_by_new_connections_and_by_those_that_log_in_anew_and_nobody_notices()
    {
        // Given a client whose login at the broker lasts an instant, by a clock that stands still, so that a busy machine can't be too late,
        var users = Users();
        await using var cluster = await StartAsync(users);
        (cluster.Time, cluster.LoginLifetime) = (new FakeTimeProvider(), TimeSpan.FromMilliseconds(100));
        await using var proxy = await StartAsync(cluster, $"accounts: {{principals: {{{Till}}}}}");
        using var client = await proxy.ConnectAsync("till");
        var id = 0;
        await FindAsync(client, ++id);
        var connection = Finds(cluster).Last().Connection;

        // when its secret changes on disk and is read again, and then at the broker, where the one before does no more,
        proxy.Write("till-eu", "till-eu-2");
        Assert.True(await proxy.Process.ReloadAsync());
        users["till-eu"] = "till-eu-2";
        var logins = connection.Logins;
        await Eventually.TrueAsync(async () =>
        {
            await FindAsync(client, ++id);
            return connection.Logins > logins + 2;
        }, Patience, "logins anew");

        // then the connection goes on, and others are made.
        using var other = await proxy.ConnectAsync("till");
        await FindAsync(other, 1);
        Assert.Equal(["till-eu"], Finds(cluster).Select(request => request.Connection.User).Distinct());
        Assert.Equal(2, Finds(cluster).Select(request => request.Connection).Distinct().Count());
        Assert.False(proxy.Log.Contains("till-eu-1") || proxy.Log.Contains("till-eu-2"));
    }

    [Fact]
    public async Task An_account_that_is_taken_away_ends_with_the_login_at_the_broker_and_lets_nobody_in_again()
    {
        await using var cluster = await StartAsync();
        (cluster.Time, cluster.LoginLifetime) = (new FakeTimeProvider(), TimeSpan.FromMilliseconds(100));
        await using var proxy = await StartAsync(cluster, $"accounts: {{principals: {{{Till}, {Analyst}}}}}");
        using var client = await proxy.ConnectAsync("analyst");
        await FindAsync(client, 1);

        proxy.Write("proxy.yaml", File.ReadAllText(proxy.Settings).Replace($", {Analyst}", "", StringComparison.Ordinal));
        Assert.True(await proxy.Process.ReloadAsync());

        await Eventually.TrueAsync(async () =>
        {
            await client.SendAsync(Frames.Find(2, "g"));
            return await client.ReadAsync() is null;
        }, Patience, "the end of the connection");
        await Eventually.TrueAsync(() => proxy.Log.Contains("The settings name another account than PLAIN as analyst-eu"), Patience, "the log line");
        using var again = await proxy.ConnectAsync();
        await again.SendAsync(SaslFrames.Handshake(1, 1, "PLAIN"), SaslFrames.Authenticate(1, 2, "\0analyst\0analyst-secret"));
        await again.ReadAsync();
        Assert.Equal(58, SaslFrames.ReadAuthenticate(await again.ReadAsync(), 1).Error);
    }

    [Theory]
    [InlineData(38)]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(41)]
    public async Task Delegation_tokens_are_for_who_has_an_account_of_its_own_and_not_for_who_shares_one(short api)
    {
        // Given a broker that gives tokens,
        await using var cluster = await StartAsync();
        var versions = ApiTable.Find(api)!;
        cluster.Brokers[0].Offer(api, versions.MinVersion, versions.MaxVersion);
        await using var proxy = await StartAsync(cluster, $"accounts: {{principals: {{{Till}}}, others: shared}}");

        // when who shares an account asks, then the broker does not hear of it,
        using (var client = await proxy.ConnectAsync("admin"))
        {
            await client.SendAsync(Ask(api, 1));
            Assert.Equal(NotAllowed, ErrorOf(await client.ReadAsync(), api));
            Assert.DoesNotContain(cluster.Brokers[0].Requests, request => request.ApiKey == api);
        }

        // and when an account's owner does, the broker answers.
        cluster.Brokers[0].Script(api, FakeAnswer.With(request => request.NewAnswer()));
        using (var client = await proxy.ConnectAsync("till"))
        {
            await client.SendAsync(Ask(api, 1));
            Assert.Equal(0, ErrorOf(await client.ReadAsync(), api));
            Assert.Equal("till-eu", Assert.Single(cluster.Brokers[0].Requests, request => request.ApiKey == api).Connection.User);
        }

        // The refusal is evidence as any other.
        var denied = Assert.Single(await proxy.StopAsync(), e => e.ApiKey == api && e.Type == "denied");
        Assert.Equal(("User:admin", (short)NotAllowed, "deny"), (denied.Principal, denied.ErrorCode, denied.Decision));
    }

    [Fact]
    public async Task Who_logs_in_at_the_broker_by_himself_asks_it_for_tokens_as_himself()
    {
        await using var cluster = await StartAsync();
        cluster.Brokers[0].Offer(CreateToken, 1, 3);
        cluster.Brokers[0].Script(CreateToken, FakeAnswer.With(request => request.NewAnswer()));
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, clients: "passThrough: true", isGoverned: false);

        using var client = await proxy.ConnectAsync();
        await client.SendAsync(SaslFrames.Handshake(1, 1, "PLAIN"));
        await client.ReadAsync();
        await client.SendAsync(SaslFrames.Authenticate(1, 2, "\0till-eu\0till-eu-1"));
        Assert.Equal(0, SaslFrames.ReadAuthenticate(await client.ReadAsync(), 1).Error);
        await client.SendAsync(Ask(CreateToken, 3));

        Assert.Equal(0, ErrorOf(await client.ReadAsync(), CreateToken));
        Assert.Equal("till-eu", Assert.Single(cluster.Brokers[0].Requests, request => request.ApiKey == CreateToken).Connection.User);
    }

    [Fact]
    public async Task Rules_give_delegation_tokens_to_nobody()
    {
        await using var cluster = await StartAsync();
        cluster.Brokers[0].Offer(CreateToken, 1, 3);
        await using var proxy = await StartAsync(cluster, $"accounts: {{principals: {{{Till}}}}}", isGoverned: true);

        using var client = await proxy.ConnectAsync("till");
        await client.SendAsync(Ask(CreateToken, 1));

        Assert.Equal(NotAllowed, ErrorOf(await client.ReadAsync(), CreateToken));
        Assert.DoesNotContain(cluster.Brokers[0].Requests, request => request.ApiKey == CreateToken);
    }

    private static byte[] Ask(short api, int id) => Frames.Request(api, ApiTable.Find(api)!.MinVersion, id, new Message(ApiTable.Find(api)!.Request(ApiTable.Find(api)!.MinVersion)).Encode());

    /// <summary>Where the first versions of all four have it: behind the correlation id.</summary>
    private static short ErrorOf(byte[]? answer, short api)
    {
        Assert.NotNull(answer);
        Assert.Null(ResponseHeaderView.Read(answer, ApiTable.Find(api)!, ApiTable.Find(api)!.MinVersion, out var header));
        return BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(header.BodyOffset));
    }

    private static async Task FindAsync(RawClient client, int id)
    {
        await client.SendAsync(Frames.Find(id, "g"));
        Assert.Equal(id, await client.ReadCorrelationIdAsync());
    }

    private static MetricsPage Page(GovernedProxy proxy) => MetricsPage.Parse(PageWriter.Write(proxy.Instruments.Families, PageFormat.Prometheus), openMetrics: false);

    private static IEnumerable<FakeRequest> Finds(FakeCluster cluster) => cluster.Brokers[0].Requests.Where(request => request.ApiKey == Frames.FindCoordinator);

    private static ConcurrentDictionary<string, string> Users() => new(new[] { "proxy", "partners", "till-eu", "analyst-eu" }.Select(user => KeyValuePair.Create(user, user + "-1")));

    private static Task<FakeCluster> StartAsync(ConcurrentDictionary<string, string>? users = null) => FakeCluster.StartAsync(users: users ?? Users());

    private static Task<GovernedProxy> StartAsync(FakeCluster cluster, string route, bool isGoverned = false) => GovernedProxy.StartAsync(cluster.BootstrapServers, cluster: Cluster, route: route, isGoverned: isGoverned, before: proxy =>
    {
        foreach (var (user, password) in Users())
            proxy.Write(user, password + "\n");
    });
}
