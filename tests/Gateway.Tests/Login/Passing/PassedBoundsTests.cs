using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login.Passing;

/// <summary>What a login that passes through may cost, and what brokers that are not well do to it.</summary>
public sealed class PassedBoundsTests
{
    private const short AuthenticationFailed = 58;
    private const string Alice = "\0alice\0wonderland";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ClientsPlan Clients = new((string?)null) { Mechanisms = ["PLAIN", "OAUTHBEARER"], PassThrough = new PassThroughPlan() };

    [Fact]
    public async Task A_frame_of_either_side_is_bounded()
    {
        await using var broker = LoginBroker.Saying(new LoginReply(new string('x', 2000)));
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxUnauthenticatedFrameBytes = 1000 }, Clients);
        using var client = await proxy.ConnectAsync();
        using var other = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, new string('y', 2000)));
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Client (FrameTooLarge"), Patience, "the client's");
        Assert.Equal([Frames.SaslHandshake], broker.Asked());

        await other.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, Alice));
        Assert.Equal(1, await other.ReadCorrelationIdAsync());
        Assert.Null(await other.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Broker (FrameTooLarge"), Patience, "the broker's");
    }

    [Fact]
    public async Task A_token_is_bounded_more_tightly()
    {
        await using var broker = LoginBroker.Saying(LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxTokenBytes = 200 }, Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "OAUTHBEARER"), Authenticate(1, 2, TestIssuer.Message(new TestIssuer().Token("till"))));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Equal(AuthenticationFailed, ReadAuthenticate(await client.ReadAsync(), 1).Error);
        await Eventually.TrueAsync(() => proxy.Log.Contains("larger than limits.maxTokenBytes"), Patience, "the log line");
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_waited_for_no_longer_than_the_settings_say()
    {
        await using var broker = LoginBroker.Saying(LoginReply.Silence);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { LoginTimeout = TimeSpan.FromMilliseconds(300) }, Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, Alice));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("left a client's login unanswered for 0.3 s (limits.loginTimeout)"), Patience, "the log line");
    }

    [Fact]
    public async Task A_broker_that_closes_in_its_midst_has_let_nobody_in()
    {
        await using var broker = LoginBroker.Saying(LoginReply.Close);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, Alice), Frames.Beat(3));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Broker (LoginFailed"), Patience, "the log line");
        Assert.False(proxy.Log.Contains("Authenticated User:alice"));
    }

    [Theory]
    [InlineData(2, new byte[] { 0 })]
    [InlineData(3, new byte[] { 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task An_answer_that_is_malformed_or_anothers_lets_nobody_in(int correlationId, byte[] body)
    {
        await using var broker = new ScriptedBroker(frame => Frames.ApiKeyOf(frame) == Frames.SaslHandshake
            ? Frames.Answer(Frames.CorrelationIdOf(frame), [0, 0, 0, 0, 0, 0])
            : Frames.Answer(correlationId, body));
        await using var proxy = await RunningProxy.StartAsync(broker.Port, clients: Clients);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, Alice), Frames.Beat(3));

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains(correlationId == 2 ? "broken by Broker (FrameMalformed" : "broken by Broker (CorrelationMismatch"), Patience, "the log line");
    }

    [Fact]
    public async Task Who_guesses_is_slowed_before_the_broker_hears_of_it()
    {
        // Given a broker that has refused a user once, and settings that forgive that after an hour,
        await using var broker = LoginBroker.Saying(LoginReply.Refused, LoginReply.LetIn);
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxFailedLogins = 1, FailedLoginInterval = TimeSpan.FromHours(1) }, Clients);
        Assert.Equal(AuthenticationFailed, await TryAsync(proxy, "\0alice\0guess"));
        var asked = broker.Asked().Count;

        // when the same user is tried again, it is not looked at; another is.
        Assert.Equal(AuthenticationFailed, await TryAsync(proxy, Alice));
        Assert.Equal(asked + 1, broker.Asked().Count);
        await Eventually.TrueAsync(() => proxy.Log.Contains("failed to log in from this address too often"), Patience, "the log line");
        Assert.Equal(0, await TryAsync(proxy, "\0bob\0builder"));
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_logins_slowed_total", ("route", "r")) == 1, Patience, "it to be counted");
    }

    private static async Task<short> TryAsync(RunningProxy proxy, string token)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshake(1, 1, "PLAIN"), Authenticate(1, 2, token));
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        return ReadAuthenticate(await client.ReadAsync(), 1).Error;
    }
}
