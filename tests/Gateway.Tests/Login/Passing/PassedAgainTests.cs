using System.Buffers.Binary;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login.Passing;

/// <summary>A client proves itself again at the broker, on a connection that goes on (KIP-368): the broker says for how long it does.</summary>
public sealed class PassedAgainTests
{
    private const short UnsupportedMechanism = 33;
    private const short IllegalSaslState = 34;
    private const short AuthenticationFailed = 58;
    private const string Alice = "\0alice\0wonderland";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly LoginReply ForAMinute = new(LifeMs: 60_000);
    private static readonly ClientsPlan Clients = new((string?)null) { Mechanisms = ["PLAIN", "SCRAM-SHA-256", "OAUTHBEARER"], PassThrough = new PassThroughPlan() };
    private readonly SteppedTime _time = new();

    [Fact]
    public async Task Who_is_let_in_again_between_two_requests_goes_on_and_is_answered_in_order()
    {
        // Given a login of a minute, and requests of which the first is in flight,
        await using var broker = LoginBroker.Saying(ForAMinute, new LoginReply(LifeMs: 30_000));
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);

        // when the client proves itself again behind one and before the other,
        await client.SendAsync(Frames.Beat(3), Handshake(1, 4, "PLAIN"), Authenticate(2, 5, Alice), Frames.Beat(6));

        // then all are answered by the broker in their turn, and its new life is the client's.
        Assert.Equal(new[] { 3, 4 }, await client.ReadCorrelationIdsAsync(2));
        Assert.Equal(((short)0, "", "", 30_000L), ReadAuthenticate(await client.ReadAsync(), 2));
        Assert.Equal(6, await client.ReadCorrelationIdAsync());
        Assert.Equal(2, broker.Asked().Count(key => key == Frames.SaslAuthenticate));
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_reauthentications_total", ("outcome", "success"), ("route", "r")) == 1, Patience, "it to be counted");
        _time.Step(Minute * 0.6);
        await client.SendAsync(Frames.Beat(7));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Who_does_not_is_closed_when_the_brokers_time_is_over()
    {
        await using var broker = LoginBroker.Saying(ForAMinute);
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);
        _time.Step(Minute * 1.02);

        await client.SendAsync(Frames.Beat(3));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Client (SessionExpired"), Patience, "the log line");
    }

    [Fact]
    public async Task The_brokers_refusal_reaches_the_client_though_the_broker_closes_behind_it()
    {
        await using var broker = LoginBroker.Saying(ForAMinute, LoginReply.Refused);
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);

        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(1, 4, "\0alice\0guess"), Frames.Beat(5));

        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Equal((AuthenticationFailed, "Authentication failed: as the broker says it", "", 0L), ReadAuthenticate(await client.ReadAsync(), 1));
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("The broker refused the login (error 58). Claimed: User:alice."), Patience, "the log line");
        Assert.DoesNotContain(Frames.Heartbeat, broker.Asked());
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_reauthentications_total", ("outcome", "failure"), ("route", "r")) == 1, Patience, "it to be counted");
    }

    [Fact]
    public async Task A_broker_that_closes_in_its_midst_ends_the_connection()
    {
        await using var broker = LoginBroker.Saying(ForAMinute, LoginReply.Close);
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);

        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(1, 4, Alice), Frames.Beat(5));

        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("while a login of User:alice was under way"), Patience, "the log line");
    }

    [Fact]
    public async Task Another_principal_does_not_go_on()
    {
        await using var broker = LoginBroker.Saying(ForAMinute, ForAMinute);
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);

        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(1, 4, "\0bob\0builder"), Frames.Beat(5));

        Assert.Equal(3, await client.ReadCorrelationIdAsync());
        Assert.Equal(AuthenticationFailed, ReadAuthenticate(await client.ReadAsync(), 1).Error);
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("logs in again as another than User:alice, whose connection it is. Claimed: User:bob."), Patience, "the log line");
        Assert.Equal(1, broker.Asked().Count(key => key == Frames.SaslAuthenticate));
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", 1)]
    [InlineData("PLAIN", 0)]
    public async Task Another_mechanism_or_the_old_exchange_does_not_go_on(string mechanism, short version)
    {
        await using var broker = LoginBroker.Saying(ForAMinute, ForAMinute);
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);

        await client.SendAsync(Handshake(version, 3, mechanism));

        Assert.Equal(UnsupportedMechanism, BinaryPrimitives.ReadInt16BigEndian((await client.ReadAsync()).AsSpan(4)));
        Assert.Null(await client.ReadAsync());
        Assert.Equal(1, broker.Asked().Count(key => key == Frames.SaslHandshake));
    }

    [Fact]
    public async Task Where_the_brokers_logins_have_no_end_SASL_at_the_wrong_time_is_answered_here()
    {
        await using var broker = LoginBroker.Saying(LoginReply.LetIn);
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);

        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(1, 4, "\0bob\0builder"), Frames.Beat(5));

        Assert.Equal(IllegalSaslState, BinaryPrimitives.ReadInt16BigEndian((await client.ReadAsync()).AsSpan(4)));
        Assert.Equal(IllegalSaslState, ReadAuthenticate(await client.ReadAsync(), 1).Error);
        Assert.Equal(5, await client.ReadCorrelationIdAsync());
        Assert.Equal([Frames.SaslHandshake, Frames.SaslAuthenticate, Frames.Heartbeat], broker.Asked());
    }

    [Fact]
    public async Task What_a_broker_says_unasked_meanwhile_ends_the_connection()
    {
        await using var broker = new ScriptedBroker(frame => Frames.ApiKeyOf(frame) switch
        {
            Frames.SaslHandshake when Frames.CorrelationIdOf(frame) == 3 => [.. Frames.Answer(3, [0, 0, 0, 0, 0, 0]), .. Frames.Answer(99, default), .. Frames.Answer(99, default)],
            Frames.SaslHandshake => Frames.Answer(Frames.CorrelationIdOf(frame), [0, 0, 0, 0, 0, 0]),
            _ => Frames.Answer(Frames.CorrelationIdOf(frame), [0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 234, 96]),
        });
        await using var proxy = await StartAsync(broker);
        using var client = await LogInAsync(proxy);

        await client.SendAsync(Handshake(1, 3, "PLAIN"), Authenticate(1, 4, Alice), Frames.Beat(5));

        while (await client.ReadAsync() is { } answer)
            Assert.NotEqual(5, BinaryPrimitives.ReadInt32BigEndian(answer));
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Broker (CorrelationMismatch"), Patience, "the log line");
    }

    private Task<RunningProxy> StartAsync(ScriptedBroker broker) => RunningProxy.StartAsync([broker.Port], clients: Clients, time: _time);

    private static async Task<RawClient> LogInAsync(RunningProxy proxy)
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, Alice));
        Assert.Equal(new[] { 1, 2 }, await client.ReadCorrelationIdsAsync(2));
        return client;
    }
}
