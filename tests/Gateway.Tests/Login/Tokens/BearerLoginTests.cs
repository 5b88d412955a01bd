using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login.Tokens;

/// <summary>SASL/OAUTHBEARER that ends at the proxy, as clients' bytes.</summary>
public sealed class BearerLoginTests : IDisposable
{
    private const string Refusal = """{"status":"invalid_token"}""";
    private const short AuthenticationFailed = 58;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("bearer");
    private readonly TestIssuer _issuer = new();

    private ClientsPlan Clients => new((string?)null)
    {
        Mechanisms = ["OAUTHBEARER"],
        OAuth = new OAuthPlan(new JwksPlan((Uri?)null) { Keys = JwksKeys.Parse(Encoding.UTF8.GetBytes(_issuer.Jwks)) }, TestIssuer.Name, [TestIssuer.Audience]),
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_good_token_opens_the_connection_for_as_long_as_it_is_good(short version)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();
        var token = _issuer.Token("till", life: TimeSpan.FromHours(1));

        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(version, 2, TestIssuer.Message(token, "till")), Frames.Beat(3));
        await client.ReadAsync();
        var (error, message, answer, life) = ReadAuthenticate(await client.ReadAsync(), version);

        Assert.Equal(((short)0, "", ""), (error, message, answer));
        if (version > 0)
            Assert.InRange(life, 1, (3600 + 30) * 1000);
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.True(proxy.Log.Contains("Authenticated User:till from 127.0.0.1 by OAUTHBEARER"));
        Assert.False(proxy.Log.Contains(token));
    }

    [Fact]
    public async Task A_bad_token_is_refused_as_a_broker_does_in_two_steps()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();
        var token = _issuer.Token("till", (_, claims) => claims["aud"] = "canary");

        // When a token for somebody else comes, its client is told in JSON, and has not failed yet,
        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, TestIssuer.Message(token)));
        await client.ReadAsync();
        Assert.Equal(((short)0, "", Refusal, 0L), ReadAuthenticate(await client.ReadAsync(), 1));

        // then it has, with words that lead to the log line, which holds the cause and nothing of the token.
        await client.SendAsync(Authenticate(1, 3, "\u0001"));
        var (error, message, _, _) = ReadAuthenticate(await client.ReadAsync(), 1);
        Assert.Equal(AuthenticationFailed, error);
        Assert.Null(await client.ReadAsync());
        await RefusedAsync(proxy, message.Split('(')[1].Split(')')[0], "The token is for another audience than oauth.audience names. Claimed: User:till.");
        Assert.False(proxy.Log.Contains(token) || proxy.Log.Contains("canary"));
    }

    [Fact]
    public async Task A_client_that_does_not_wait_for_its_failure_is_closed_and_the_cause_is_logged()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        var token = TestIssuer.Message(_issuer.Token("till", life: TimeSpan.FromHours(-1)));

        // One takes the words for a success, one speaks the old exchange, one just leaves.
        using (var sure = await proxy.ConnectAsync())
        {
            await sure.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, token), Frames.Beat(3));
            Assert.Equal(new[] { 1, 2 }, await sure.ReadCorrelationIdsAsync(2));
            Assert.Null(await sure.ReadAsync());
        }

        using (var old = await proxy.ConnectAsync())
        {
            await old.SendAsync(Handshake(0, 1, "OAUTHBEARER"), Bare(token));
            await old.ReadAsync();
            Assert.Equal(Refusal, Encoding.ASCII.GetString((await old.ReadAsync())!));
            await old.SendAsync(Bare("\u0001"));
            Assert.Null(await old.ReadAsync());
        }

        using (var leaving = await proxy.ConnectAsync())
        {
            await leaving.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, token));
            Assert.Equal(new[] { 1, 2 }, await leaving.ReadCorrelationIdsAsync(2));
        }

        await Eventually.TrueAsync(() => proxy.Log.All.Count(line => line.Contains("1031", StringComparison.Ordinal) && line.Contains("The token has expired.", StringComparison.Ordinal)) == 3, Patience, "three lines");
        Assert.Equal(3, proxy.Metrics.Value("compliance_proxy_logins_total", ("outcome", "failure"), ("route", "r")));
        Assert.DoesNotContain(broker.Received, frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat);
    }

    [Theory]
    [InlineData("", "The OAUTHBEARER message is not as RFC 7628 has it.")]
    [InlineData("n,,\u0001auth=Basic x\u0001\u0001", "The OAUTHBEARER message holds no bearer token.")]
    public async Task A_message_without_a_token_fails_at_once(string message, string cause)
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        await FailsAsync(proxy, message, cause);
    }

    [Fact]
    public async Task A_token_that_is_too_large_or_of_another_than_who_acts_fails_at_once()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxTokenBytes = 2048 }, Clients);

        await FailsAsync(proxy, TestIssuer.Message(_issuer.Token("till"), "admin"), "The client asks to act as another user than its token names. Claimed: User:till.");
        await FailsAsync(proxy, TestIssuer.Message(_issuer.Token("till", (_, claims) => claims["padding"] = new string('x', 2048))), "larger than limits.maxTokenBytes (2048)");
    }

    [Fact]
    public async Task Tokens_that_are_refused_slow_nobody_down()
    {
        // Given a user with a password on a route that takes tokens too, and a brake that holds after one failure,
        var file = _folder.Combine("users");
        UsersFile.Set(file, "till", PlainCredential.Create("till", "secret"u8, iterations: 1000).ToLine());
        await using var broker = ScriptedBroker.Echo();
        var limits = new LimitsPlan { MaxFailedLogins = 1, FailedLoginInterval = TimeSpan.FromHours(1) };
        await using var proxy = await RunningProxy.StartAsync(broker.Port, limits, Clients with { UsersFile = file, Mechanisms = ["PLAIN", "OAUTHBEARER"] });

        // when tokens with the user's name are refused again and again, expired ones and forged ones,
        for (var i = 0; i < 3; i++)
        {
            await RefuseAsync(proxy, _issuer.Token("till", life: TimeSpan.FromHours(-1)));
            await RefuseAsync(proxy, new TestIssuer().Token("till"));
        }

        // then a fresh one is taken, and the password too; and no token wipes out what guessing of passwords has counted.
        Assert.Equal(0, await ErrorAsync(proxy, "OAUTHBEARER", TestIssuer.Message(_issuer.Token("till"))));
        Assert.Equal(0, await ErrorAsync(proxy, "PLAIN", "\0till\0secret"));
        Assert.Equal(AuthenticationFailed, await ErrorAsync(proxy, "PLAIN", "\0till\0guess"));
        Assert.Equal(0, await ErrorAsync(proxy, "OAUTHBEARER", TestIssuer.Message(_issuer.Token("till"))));
        Assert.Equal(AuthenticationFailed, await ErrorAsync(proxy, "PLAIN", "\0till\0secret"));
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_logins_slowed_total", ("route", "r")) == 1, Patience, "the one that was slowed");
    }

    [Fact]
    public async Task A_provider_that_rotates_its_keys_is_followed()
    {
        using var server = new JwksServer(_issuer.Jwks);
        await using var broker = ScriptedBroker.Echo();
        var keys = new JwksPlan(server.Url) { Pause = TimeSpan.Zero };
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients with { OAuth = Clients.OAuth! with { Keys = keys } });
        Assert.Equal(0, await ErrorAsync(proxy, "OAUTHBEARER", TestIssuer.Message(_issuer.Token("till"))));

        var before = _issuer.Token("till");
        _issuer.Rotate("k2", "ES256", retire: true);
        server.Answer = _issuer.Jwks;

        Assert.Equal(0, await ErrorAsync(proxy, "OAUTHBEARER", TestIssuer.Message(_issuer.Token("till"))));
        await RefuseAsync(proxy, before);
        Assert.Equal(1, proxy.Metrics.Value("compliance_proxy_jwks_keys", ("route", "r")));
    }

    [Fact]
    public async Task Groups_and_claims_of_the_token_reach_the_policies()
    {
        // Given people who are told by their group and a claim, and keys in a file,
        await using var broker = new ScriptedBroker(Coordinator);
        await using var proxy = await GovernedProxy.StartAsync($"127.0.0.1:{broker.Port}", policy: People, before: WriteKeys, clients: Oauth + "claims: dept}}");

        // then who is in it and has that is one of them, and nobody else is.
        Assert.Equal(0, await FindAsync(proxy, "fraud", "audit"));
        Assert.Equal(30, await FindAsync(proxy, "fraud", "sales"));
        Assert.Equal(30, await FindAsync(proxy, "tills", "audit"));
        var logins = (await proxy.StopAsync()).Where(e => e.Action == "authn.oauthbearer").ToList();
        Assert.All(logins, e => Assert.Equal(("User:eve", "OAUTHBEARER", "success"), (e.Principal, e.AuthMechanism, e.Outcome)));
        Assert.Equal(3, logins.Count);
    }

    /// <summary>People told by group and claim, who alone may read for the group of consumers 'g'.</summary>
    internal const string People = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o@x.example, mode: enforce, approvedBy: [o], reviewBy: 2099-01-01}
        defaults: {access: deny, onError: reject}
        people: {fraud: {groups: fraud, claims: {dept: audit}}}
        access: [{id: A1, allow: [read], consumerGroups: g, people: fraud}]
        """;

    /// <summary>Clients with tokens, whose groups count; what else is to be said of tokens follows.</summary>
    internal const string Oauth = $"sasl: {{mechanism: OAUTHBEARER, oauth: {{keys: keys.json, issuer: \"{TestIssuer.Name}\", audience: kafka, groups: groups, ";

    /// <summary>Answers FindCoordinator v1. Grammar: int32 throttle, int16 error, nullable string message, int32 node id, string host, int32 port.</summary>
    internal static byte[]? Coordinator(byte[] frame) => Frames.Answer(Frames.CorrelationIdOf(frame), Frames.ApiKeyOf(frame) == Frames.FindCoordinator
        ? [0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 1, 0, 1, (byte)'h', 0, 0, 1, 0]
        : default(ReadOnlySpan<byte>));

    private void WriteKeys(GovernedProxy proxy) => proxy.Write("keys.json", _issuer.Jwks);

    private async Task<short> FindAsync(GovernedProxy proxy, string group, string dept)
    {
        using var client = await proxy.ConnectAsync();
        var token = _issuer.Token("eve", (_, claims) => (claims["groups"], claims["dept"]) = (new JsonArray("all", group), dept));
        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, TestIssuer.Message(token)), Frames.Find(3, "g"));
        Assert.Equal(new[] { 1, 2 }, await client.ReadCorrelationIdsAsync(2));
        return BinaryPrimitives.ReadInt16BigEndian((await client.ReadAsync()).AsSpan(8));
    }

    private static async Task FailsAsync(RunningProxy proxy, string message, string cause)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, message));
        await client.ReadAsync();
        var (error, said, _, _) = ReadAuthenticate(await client.ReadAsync(), 1);
        Assert.Equal(AuthenticationFailed, error);
        Assert.Null(await client.ReadAsync());
        await RefusedAsync(proxy, said.Split('(')[1].Split(')')[0], cause);
    }

    private static Task RefusedAsync(RunningProxy proxy, string lookup, string cause) => Eventually.TrueAsync(
        () => proxy.Log.All.Any(line => line.Contains("1031", StringComparison.Ordinal) && line.Contains(lookup, StringComparison.Ordinal) && line.Contains(cause, StringComparison.Ordinal)), Patience, $"the log line of '{cause}'");

    private static async Task RefuseAsync(RunningProxy proxy, string token)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, TestIssuer.Message(token)), Authenticate(1, 3, "\u0001"));
        await client.ReadAsync();
        Assert.Equal(Refusal, ReadAuthenticate(await client.ReadAsync(), 1).Token);
        Assert.Equal(AuthenticationFailed, ReadAuthenticate(await client.ReadAsync(), 1).Error);
    }

    private static async Task<short> ErrorAsync(RunningProxy proxy, string mechanism, string message)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshake(1, 1, mechanism), Authenticate(1, 2, message));
        await client.ReadAsync();
        return ReadAuthenticate(await client.ReadAsync(), 1).Error;
    }
}
