using System.Buffers.Binary;
using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login.Passing;

/// <summary>Clients log in at the broker, through the proxy, as their bytes and the broker's.</summary>
public sealed class PassedProofTests
{
    private const short UnsupportedMechanism = 33;
    private const short AuthenticationFailed = 58;
    private const string Alice = "\0alice\0wonderland";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ClientsPlan Clients = new((string?)null)
    {
        Mechanisms = ["PLAIN", "SCRAM-SHA-256", "OAUTHBEARER", "GSSAPI"],
        PassThrough = new PassThroughPlan { KerberosPrincipal = "kerberos" },
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whom_the_broker_lets_in_goes_on_on_that_connection(short version)
    {
        await using var broker = LoginBroker.Saying(LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        // When a client logs in, and sends its next request without waiting,
        var (handshake, authenticate) = (Handshake(1, 1, "PLAIN"), Authenticate(version, 2, Alice));
        await client.SendAsync(handshake, authenticate, Frames.Beat(3));

        // then each is answered by the broker, to which all of it has come as it was, over one connection,
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal(((short)0, "", "", 0L), ReadAuthenticate(await client.ReadAsync(), version));
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Equal([handshake[4..], authenticate[4..], Frames.Beat(3)[4..]], broker.FromClients());

        // and the proxy knows who it is, and keeps the password to itself.
        Assert.True(proxy.Log.Contains("Authenticated User:alice from 127.0.0.1 by PLAIN"));
        Assert.False(proxy.Log.Contains("wonderland"));
        Assert.Equal(1, proxy.Metrics.Value("compliance_proxy_logins_total", ("outcome", "success"), ("route", "r")));
    }

    [Fact]
    public async Task The_old_exchange_of_bare_tokens_passes()
    {
        await using var broker = LoginBroker.Saying(LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(0, 1, "PLAIN"), Bare(Alice), Frames.Beat(3));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Empty((await client.ReadAsync())!);
        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.True(proxy.Log.Contains("Authenticated User:alice"));
    }

    [Fact]
    public async Task A_wrong_bare_token_is_a_closed_connection_and_a_failed_login()
    {
        await using var broker = LoginBroker.Saying(LoginReply.Close);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(0, 1, "PLAIN"), Bare(Alice), Frames.Beat(3));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await RefusedAsync(proxy, "as it does where it refuses a bare token. Claimed: User:alice.");
        Assert.DoesNotContain(Frames.Heartbeat, broker.Asked());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_brokers_refusal_comes_to_the_client_as_it_is(short version)
    {
        await using var broker = LoginBroker.Saying(LoginReply.Refused);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(version, 2, Alice), Frames.Beat(3));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal((AuthenticationFailed, "Authentication failed: as the broker says it", "", 0L), ReadAuthenticate(await client.ReadAsync(), version));
        Assert.Null(await client.ReadAsync());
        await RefusedAsync(proxy, "The broker refused the login (error 58). Claimed: User:alice.");
        Assert.False(proxy.Log.Contains("wonderland") || proxy.Log.Contains("as the broker says it"));
        Assert.DoesNotContain(Frames.Heartbeat, broker.Asked());
    }

    [Fact]
    public async Task A_mechanism_that_does_not_pass_is_refused_as_a_broker_does_and_it_hears_nothing()
    {
        await using var broker = LoginBroker.Saying();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "SCRAM-SHA-512"));

        var answer = await client.ReadAsync();
        Assert.Equal(UnsupportedMechanism, ErrorOf(answer));
        Assert.Contains("SCRAM-SHA-256", Encoding.ASCII.GetString(answer!), StringComparison.Ordinal);
        Assert.Null(await client.ReadAsync());
        Assert.Empty(broker.Asked());
    }

    [Fact]
    public async Task A_mechanism_that_the_broker_does_not_take_is_refused_in_its_words()
    {
        byte[] words = [0, 33, 0, 0, 0, 1, 0, 4, .. "MINE"u8];
        await using var broker = new ScriptedBroker(frame => Frames.Answer(Frames.CorrelationIdOf(frame), words));
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, Alice));

        Assert.Equal(words, (await client.ReadAsync())![4..]);
        Assert.Null(await client.ReadAsync());
        await RefusedAsync(proxy, "The broker does not take the mechanism PLAIN (error 33).");
        Assert.Equal([Frames.SaslHandshake], broker.Asked());
    }

    public static TheoryData<byte[][]> OutOfOrder { get; } = new()
    {
        new[] { Frames.Beat(1) },
        new[] { Frames.Request(Frames.Metadata, 1, 1, [0, 0, 0, 0]) },
        new[] { Authenticate(1, 1, Alice) },
        new[] { Handshake(1, 1, "PLAIN"), Handshake(1, 2, "PLAIN") },
        new[] { Handshake(1, 1, "PLAIN"), Frames.Beat(2) },
        new[] { Handshake(1, 1, "SCRAM-SHA-256"), Authenticate(1, 2, "n,,n=alice,r=abc"), Frames.Request(Frames.Metadata, 1, 3, [0, 0, 0, 0]) },
        new[] { Frames.Request(4711, 0, 1, []) },
    };

    [Theory]
    [MemberData(nameof(OutOfOrder))]
    public async Task Nothing_but_a_login_goes_on_before_the_broker_has_said_yes(byte[][] frames)
    {
        await using var broker = LoginBroker.Saying(new LoginReply("r=abcdef,s=AAAA,i=4096"), LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(frames);

        for (var i = 1; i < frames.Length; i++)
            Assert.Equal(i, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("before the client had authenticated"), Patience, "the log line");
        Assert.Equal(frames.Length - 1, broker.Asked().Count);
    }

    [Theory]
    [InlineData("PLAIN", "bob\0alice\0wonderland", "asks to act as another user. Claimed: User:ANONYMOUS.")]
    [InlineData("PLAIN", "\0alice", "does not have three parts")]
    [InlineData("PLAIN", "\0al ice\0wonderland", "no valid name")]
    [InlineData("SCRAM-SHA-256", "n,,n=alice,r=abc,tokenauth=true", "logs in with a delegation token")]
    [InlineData("SCRAM-SHA-256", "n,a=bob,n=alice,r=abc", "asks to act as another user")]
    [InlineData("SCRAM-SHA-256", "p=tls-unique,,n=alice,r=abc", "channel binding")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer opaque\u0001\u0001", "no JSON Web Token that can be read")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer e30.eyJhIjoiYiJ9.\u0001\u0001", "claim 'sub', the principal, is missing")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer e30.eyJzdWIiOiJhIiwic3ViIjoiYiJ9.\u0001\u0001", "no JSON Web Token that can be read")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer e30.eyJzdWIiOiJhIiwi_yI6MX0.\u0001\u0001", "no JSON Web Token that can be read")]
    [InlineData("OAUTHBEARER", "n,,\u0001auth=Bearer eyJjcml0IjpbImEiXX0.eyJzdWIiOiJhIn0.\u0001\u0001", "'crit'")]
    [InlineData("OAUTHBEARER", "n,a=b,\u0001auth=Bearer e30.eyJzdWIiOiJhIn0.\u0001\u0001", "act as another user than its token names. Claimed: User:a.")]
    public async Task A_message_that_does_not_tell_for_sure_who_comes_does_not_go_on(string mechanism, string message, string cause)
    {
        await using var broker = LoginBroker.Saying(LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, mechanism), Authenticate(1, 2, message));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal(AuthenticationFailed, ReadAuthenticate(await client.ReadAsync(), 1).Error);
        Assert.Null(await client.ReadAsync());
        await RefusedAsync(proxy, cause);
        Assert.Equal([Frames.SaslHandshake], broker.Asked());
    }

    [Theory]
    [InlineData("v=abc=", true)]
    [InlineData("e=invalid-proof", false)]
    public async Task Of_SCRAM_the_last_word_of_the_broker_counts(string last, bool isLetIn)
    {
        await using var broker = LoginBroker.Saying(new LoginReply("r=abcdef,s=AAAA,i=4096"), new LoginReply(last));
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "SCRAM-SHA-256"), Authenticate(2, 2, "n,,n=a=2Cb=3D:c,r=abc"), Authenticate(1, 3, "c=biws,r=abcdef,p=AAAA"), Frames.Beat(4));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal("r=abcdef,s=AAAA,i=4096", ReadAuthenticate(await client.ReadAsync(), 2).Token);
        Assert.Equal(last, ReadAuthenticate(await client.ReadAsync(), 1).Token);
        Assert.Equal(isLetIn, await client.ReadAsync() is { } answer && BinaryPrimitives.ReadInt32BigEndian(answer) == 4);
        Assert.Equal(isLetIn, proxy.Log.Contains("Authenticated User:a,b=:c "));
        if (!isLetIn)
            await RefusedAsync(proxy, "in words of its mechanism. Claimed: User:a,b=:c.");
    }

    [Fact]
    public async Task A_token_that_the_broker_refuses_is_refused_in_two_steps_as_it_says()
    {
        const string Json = """{"status":"invalid_token"}""";
        await using var broker = LoginBroker.Saying(new LoginReply(Json), LoginReply.Refused);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();
        var token = new TestIssuer().Token("till");

        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, TestIssuer.Message(token)));
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal(((short)0, "", Json, 0L), ReadAuthenticate(await client.ReadAsync(), 1));
        await client.SendAsync(Authenticate(1, 3, "\u0001"));

        Assert.Equal((AuthenticationFailed, "Authentication failed: as the broker says it", "", 0L), ReadAuthenticate(await client.ReadAsync(), 1));
        Assert.Null(await client.ReadAsync());
        await RefusedAsync(proxy, "Claimed: User:till.");
        Assert.False(proxy.Log.Contains(token));
    }

    [Fact]
    public async Task Who_comes_by_GSSAPI_is_who_the_settings_say_once_the_broker_has_nothing_more_to_say()
    {
        await using var broker = LoginBroker.Saying(new LoginReply("reply"), new LoginReply("layers"), LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "GSSAPI"), Authenticate(2, 2, "ticket"), Authenticate(2, 3, ""), Authenticate(2, 4, "none"), Frames.Beat(5));

        Assert.Equal(new[] { 1, 2, 3, 4, 5 }, await client.ReadCorrelationIdsAsync(5));
        Assert.True(proxy.Log.Contains("Authenticated User:kerberos from 127.0.0.1 by GSSAPI"));
    }

    [Fact]
    public async Task GSSAPI_has_an_end_and_needs_the_exchange_that_shows_it()
    {
        await using var broker = LoginBroker.Saying([.. Enumerable.Repeat(new LoginReply("more"), 20)]);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var endless = await proxy.ConnectAsync();
        using var bare = await proxy.ConnectAsync();

        await endless.SendAsync([Handshake(1, 1, "GSSAPI"), .. Enumerable.Range(2, 9).Select(id => Authenticate(1, id, "more"))]);
        Assert.Equal(Enumerable.Range(1, 9), await endless.ReadCorrelationIdsAsync(9));
        Assert.Equal(AuthenticationFailed, ReadAuthenticate(await endless.ReadAsync(), 1).Error);

        await bare.SendAsync(Handshake(0, 1, "GSSAPI"));
        Assert.Equal(UnsupportedMechanism, ErrorOf(await bare.ReadAsync()));
        Assert.Null(await bare.ReadAsync());
        await RefusedAsync(proxy, "GSSAPI exchange has no end", failures: 2);
    }

    [Fact]
    public async Task Versions_are_told_before_it_and_the_software_is_told_to_the_broker()
    {
        await using var broker = LoginBroker.Saying(LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Request(Frames.ApiVersions, 3, 1, [5, .. "till"u8, 4, .. "1.0"u8, 0]), Handshake(1, 2, "PLAIN"), Authenticate(2, 3, Alice), Frames.Beat(4));

        Assert.Equal(ScriptedBroker.Versions().Length + 4, (await client.ReadAsync())!.Length);
        Assert.Equal(new[] { 2, 3, 4 }, await client.ReadCorrelationIdsAsync(3));
        Assert.Contains(broker.Received, frame => Frames.ApiKeyOf(frame) == Frames.ApiVersions && frame.AsSpan().IndexOf("\u0005till\u00041.0"u8) >= 0);
    }

    private static short ErrorOf(byte[]? answer) => BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(4));

    private static async Task RefusedAsync(RunningProxy proxy, string cause, double failures = 1)
    {
        await Eventually.TrueAsync(() => proxy.Log.Contains(cause), Patience, $"the log line: {cause}");
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_logins_total", ("outcome", "failure"), ("route", "r")) == failures, Patience, "it to be counted");
    }
}
