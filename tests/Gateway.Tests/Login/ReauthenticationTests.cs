using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Login.Tokens;
using Compliance.Harness;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login;

/// <summary>A client proves itself again on its connection (KIP-368), or does not.</summary>
public sealed class ReauthenticationTests : IDisposable
{
    private const short IllegalSaslState = 34;
    private const short AuthenticationFailed = 58;
    private const string Alice = "\0alice\0wonderland";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly TempFolder _folder = new("again");
    private readonly TestIssuer _issuer = new();
    private readonly SteppedTime _time = new();
    private readonly ClientsPlan _clients;

    public ReauthenticationTests()
    {
        var file = _folder.Combine("users");
        UsersFile.Set(file, "alice", PlainCredential.Create("alice", "wonderland"u8, iterations: 1000).ToLine());
        UsersFile.Set(file, "bob", PlainCredential.Create("bob", "builder"u8, iterations: 1000).ToLine());
        var keys = new JwksPlan((Uri?)null) { Keys = JwksKeys.Parse(System.Text.Encoding.UTF8.GetBytes(_issuer.Jwks)) };
        _clients = new ClientsPlan(file)
        {
            Mechanisms = ["PLAIN", "SCRAM-SHA-256", "OAUTHBEARER"],
            MaxReauth = Minute,
            OAuth = new OAuthPlan(keys, TestIssuer.Name, [TestIssuer.Audience]) { Groups = "groups" },
        };
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("PLAIN", 60, 0, 60_000)]
    [InlineData("PLAIN", 0, 0, 0)]
    [InlineData("OAUTHBEARER", 60, 3600, 60_000)]
    public async Task A_client_is_told_the_shorter_life(string mechanism, int maxReauth, int token, long expected)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients with { MaxReauth = maxReauth == 0 ? null : TimeSpan.FromSeconds(maxReauth) });
        using var client = await proxy.ConnectAsync();

        Assert.Equal(expected, await LogInAsync(client, mechanism, mechanism == "PLAIN" ? Alice : TestIssuer.Message(_issuer.Token("alice", life: TimeSpan.FromSeconds(token)))));
    }

    [Fact]
    public async Task A_token_that_ends_first_ends_the_login()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients with { MaxReauth = TimeSpan.FromHours(10) });
        using var client = await proxy.ConnectAsync();

        // With the half minute by which clocks may be off.
        Assert.InRange(await LogInAsync(client, "OAUTHBEARER", TestIssuer.Message(_issuer.Token("alice", life: TimeSpan.FromHours(1)))), 1, 3_630_000);
    }

    [Fact]
    public async Task Who_proves_itself_again_between_two_requests_goes_on_and_is_answered_in_order()
    {
        // Given a broker that holds its answer to a request,
        var held = new TaskCompletionSource();
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            if (Frames.CorrelationIdOf(frame) == 3)
                await held.Task;
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "PLAIN", Alice);

        // when a client sends that, proves itself again, and sends the next,
        await client.SendAsync(Frames.Beat(3), Handshake(1, 4, "PLAIN"), Authenticate(1, 5, Alice), Frames.Beat(6));
        await Eventually.TrueAsync(() => broker.Received.Any(frame => Frames.CorrelationIdOf(frame) == 3 && Frames.ApiKeyOf(frame) == Frames.Heartbeat), Patience, "the first request");
        held.SetResult();

        // then each is answered in its turn, and life begins anew.
        Assert.Equal(new[] { 3, 4 }, await client.ReadCorrelationIdsAsync(2));
        Assert.Equal(((short)0, "", "", 60_000L), ReadAuthenticate(await client.ReadAsync(), 1));
        Assert.Equal(6, await client.ReadCorrelationIdAsync());
        Assert.Equal((1, 1, 0), Counted(proxy));
        Assert.DoesNotContain(broker.Received, frame => Frames.ApiKeyOf(frame) is Frames.SaslHandshake or Frames.SaslAuthenticate);
    }

    [Fact]
    public async Task Who_does_not_is_closed_at_its_first_request_after_the_end_and_what_came_before_is_answered()
    {
        // Given a request that the broker holds, of a client whose login ends meanwhile,
        var held = new TaskCompletionSource();
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            await held.Task;
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "PLAIN", Alice);
        await client.SendAsync(Frames.Beat(3));
        await Eventually.TrueAsync(() => broker.Received.Any(frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat), Patience, "the request");
        _time.Step(Minute * 1.02);

        // when it sends another,
        await client.SendAsync(Frames.Beat(4), Frames.Beat(5));
        held.SetResult();

        // then it is answered the first and closed, and both log and metric say why.
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Client (SessionExpired"), Patience, "the log line");
        Assert.Equal(1, proxy.Metrics.Value("compliance_proxy_connections_expired_total", ("route", "r")));
        Assert.Single(broker.Received, frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat);
    }

    [Fact]
    public async Task A_proof_that_comes_late_but_before_any_request_is_taken()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "PLAIN", Alice);
        _time.Step(Minute * 1.02);

        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(1, 4, Alice), Frames.Beat(5));

        Assert.Equal(new[] { 3, 4, 5 }, await client.ReadCorrelationIdsAsync(3));
    }

    [Theory]
    [InlineData("PLAIN", "\0bob\0builder", "logs in again as another than User:alice, whose connection it is. Claimed: User:bob.")]
    [InlineData("PLAIN", "\0alice\0guess", "Unknown user or wrong password. Claimed: User:alice.")]
    [InlineData("SCRAM-SHA-256", "n,,n=alice,r=abc", "logs in again by SCRAM-SHA-256, on a connection that began by PLAIN.")]
    public async Task Another_principal_a_wrong_proof_or_another_mechanism_closes_the_connection(string mechanism, string message, string cause)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "PLAIN", Alice);

        await client.SendAsync(Handshake(1, 3, mechanism), Authenticate(1, 4, message), Frames.Beat(5));

        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Equal(AuthenticationFailed, ReadAuthenticate(await client.ReadAsync(), 1).Error);
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains(cause), Patience, "the log line");
        Assert.Equal((1, 0, 1), Counted(proxy));
        Assert.DoesNotContain(broker.Received, frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat);
    }

    [Fact]
    public async Task An_expired_token_does_not_do_again()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        var token = TestIssuer.Message(_issuer.Token("alice", life: TimeSpan.FromSeconds(20)));
        await LogInAsync(client, "OAUTHBEARER", token);
        _time.Step(Minute * 1.02);

        await client.SendAsync(Handshake(1, 3, "OAUTHBEARER"), Authenticate(1, 4, token), Authenticate(1, 5, "\u0001"));

        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Equal("""{"status":"invalid_token"}""", ReadAuthenticate(await client.ReadAsync(), 1).Token);
        Assert.Equal(AuthenticationFailed, ReadAuthenticate(await client.ReadAsync(), 1).Error);
        Assert.Null(await client.ReadAsync());
        Assert.True(proxy.Log.Contains("The token has expired."));
    }

    [Fact]
    public async Task Twice_within_a_second_is_answered_as_SASL_at_the_wrong_time()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "PLAIN", Alice);

        // All in one piece, which is read at one time.
        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(1, 4, Alice), Handshake(1, 5, "PLAIN"), Frames.Beat(6));
        Assert.Equal(new[] { 3, 4 }, await client.ReadCorrelationIdsAsync(2));
        Assert.Equal(IllegalSaslState, BinaryPrimitives.ReadInt16BigEndian((await client.ReadAsync()).AsSpan(4)));
        Assert.Equal(6, await client.ReadCorrelationIdAsync());

        _time.Step(TimeSpan.FromSeconds(1.1));
        await client.SendAsync(Handshake(1, 7, "PLAIN"), Authenticate(1, 8, Alice));
        Assert.Equal(new[] { 7, 8 }, await client.ReadCorrelationIdsAsync(2));
        await Eventually.TrueAsync(() => Counted(proxy) == (1, 2, 0), Patience, "both to be counted");
    }

    [Fact]
    public async Task A_request_in_the_midst_of_it_closes_the_connection()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "PLAIN", Alice);

        await client.SendAsync(Handshake(1, 3, "PLAIN"), Frames.Beat(4));

        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        Assert.DoesNotContain(broker.Received, frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat);
    }

    [Fact]
    public async Task A_stop_while_a_client_proves_itself_again_ends_in_order()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await StartAsync(broker, _clients);
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "PLAIN", Alice);
        await client.SendAsync(Handshake(1, 3, "PLAIN"));
        Assert.Equal(3, await client.ReadCorrelationIdAsync());

        var stopped = await proxy.Sessions.DrainAsync(null, Patience, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(0, stopped);
        Assert.Null(await client.ReadAsync());
        Assert.True(proxy.Log.Contains("ended: ShuttingDown"));
    }

    [Fact]
    public async Task A_token_with_other_groups_counts_from_the_next_request_on()
    {
        // Given people who are told by their group, and one of them,
        await using var broker = new ScriptedBroker(BearerLoginTests.Coordinator);
        await using var proxy = await GovernedProxy.StartAsync($"127.0.0.1:{broker.Port}", policy: BearerLoginTests.People.Replace(", claims: {dept: audit}", "", StringComparison.Ordinal),
            before: WriteKeys, clients: BearerLoginTests.Oauth + "clockSkew: 30s}}");
        using var client = await proxy.ConnectAsync();
        await LogInAsync(client, "OAUTHBEARER", Message("fraud"));
        Assert.Equal(0, await FindAsync(client, 3));

        // when his next token does not say so any more, then he is none.
        await client.SendAsync(Handshake(1, 4, "OAUTHBEARER"), Authenticate(1, 5, Message("tills")));
        Assert.Equal(new[] { 4, 5 }, await client.ReadCorrelationIdsAsync(2));
        Assert.Equal(30, await FindAsync(client, 6));
    }

    private string Message(string group) => TestIssuer.Message(_issuer.Token("alice", (_, claims) => claims["groups"] = new JsonArray(group)));

    private void WriteKeys(GovernedProxy proxy) => proxy.Write("keys.json", _issuer.Jwks);

    private static async Task<short> FindAsync(RawClient client, int correlationId)
    {
        await client.SendAsync(Frames.Find(correlationId, "g"));
        return BinaryPrimitives.ReadInt16BigEndian((await client.ReadAsync()).AsSpan(8));
    }

    private Task<RunningProxy> StartAsync(ScriptedBroker broker, ClientsPlan clients) => RunningProxy.StartAsync([broker.Port], clients: clients, time: _time);

    /// <summary>The life that the client is told.</summary>
    private static async Task<long> LogInAsync(RawClient client, string mechanism, string message)
    {
        await client.SendAsync(Handshake(1, 1, mechanism), Authenticate(1, 2, message));
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        var (error, said, _, life) = ReadAuthenticate(await client.ReadAsync(), 1);
        Assert.Equal(((short)0, ""), (error, said));
        return life;
    }

    private static (double First, double Again, double NotAgain) Counted(RunningProxy proxy)
    {
        var page = proxy.Metrics;
        return (page.Value("compliance_proxy_logins_total", ("outcome", "success"), ("route", "r")),
            page.Value("compliance_proxy_reauthentications_total", ("outcome", "success"), ("route", "r")),
            page.Value("compliance_proxy_reauthentications_total", ("outcome", "failure"), ("route", "r")));
    }
}
