using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>Nonsense ends its own connection, with a log line that names the cause; nobody else notices.</summary>
public sealed class BadFramesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string, byte[]> Nonsense { get; } = new()
    {
        { "the frame's length is negative", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0] },
        { "the frame is longer than the bound", [0x7F, 0xFF, 0xFF, 0xFF, 0, 0] },
        { "the frame is too short", [0, 0, 0, 2, 0, 18] },
        { "(TlsOnPlainPort", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00] },
        { "(HttpRequest", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
        { "(HttpRequest", Encoding.ASCII.GetBytes("POST /topics HTTP/1.1\r\n\r\n") },
        { "API key 4711 is none", Frames.Request(4711, 0, 1, []) },
        { "API key -1 is none", Frames.Request(-1, 0, 1, []) },
        { "API key 58 is none that a broker serves", Frames.Request(58, 0, 1, []) },
        { "Heartbeat v99 is outside of what ApiVersions offered (0-4)", Frames.Request(Frames.Heartbeat, 99, 1, []) },
        { "Heartbeat v-1 is outside", Frames.Request(Frames.Heartbeat, -1, 1, []) },

        // A client id that is longer than the frame, and a Produce request that ends before its acks.
        { "(FrameMalformed", [0, 0, 0, 12, 0, 12, 0, 0, 0, 0, 0, 1, 0x7F, 0xFF, 1, 2] },
        { "(FrameMalformed", Frames.Request(Frames.Produce, 7, 1, [0, 5, 1, 2]) },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_ends_its_own_connection_with_a_cause(string cause, byte[] bytes)
    {
        // Given a bystander,
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var bystander = await proxy.ConnectAsync();
        await bystander.SendAsync(Frames.Beat(1));
        await bystander.ReadCorrelationIdAsync();

        // when nonsense comes,
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(bytes);

        // then its connection ends, the log says why, and the bystander goes on.
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains(cause), Patience, $"a log line with '{cause}'");
        await bystander.SendAsync(Frames.Beat(2));
        Assert.Equal(2, await bystander.ReadCorrelationIdAsync());
    }

    [Fact]
    public async Task A_frame_that_the_client_does_not_finish_is_told_after_what_came_before_is_answered()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Beat(1), Frames.Beat(2)[..9]);
        client.CloseSend();

        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("closed its connection inside a frame, 9 bytes into it"), Patience, "the log line");
        Assert.DoesNotContain(broker.Received, frame => Frames.CorrelationIdOf(frame) == 2);
    }

    [Fact]
    public async Task A_frame_above_the_bound_is_refused_before_it_is_read()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxFrameBytes = 1 << 20 });
        using var client = await proxy.ConnectAsync();

        await client.SendAsync([0, 0x10, 0, 1]);

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("(FrameTooLarge"), Patience, "the log line");
    }

    [Fact]
    public async Task An_answer_that_belongs_to_no_request_ends_the_connection()
    {
        await using var broker = new ScriptedBroker(frame => Frames.Answer(Frames.CorrelationIdOf(frame) + 1, default));
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Beat(1));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Broker (CorrelationMismatch"), Patience, "the log line");
    }

    [Fact]
    public async Task An_answer_too_many_ends_the_connection()
    {
        await using var broker = new ScriptedBroker(frame =>
            [.. Frames.Answer(Frames.CorrelationIdOf(frame), default), .. Frames.Answer(Frames.CorrelationIdOf(frame), default)]);
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Beat(1));

        await Eventually.TrueAsync(() => proxy.Log.Contains("The broker answered where nothing was asked"), Patience, "the log line");
    }

    [Fact]
    public async Task No_byte_of_the_traffic_stands_in_the_log()
    {
        const string Canary = "canary-7261";
        await using var broker = new ScriptedBroker(frame => Frames.Answer(Frames.CorrelationIdOf(frame) + 1, Encoding.ASCII.GetBytes(Canary)));
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        foreach (var bytes in new[] { Encoding.ASCII.GetBytes($"GET /{Canary}"), Frames.Request(Frames.Heartbeat, 0, 1, Encoding.ASCII.GetBytes(Canary)), Frames.Request(4711, 0, 1, Encoding.ASCII.GetBytes(Canary)) })
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(bytes);
            await client.ReadAsync();
        }

        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the sessions' ends");
        Assert.NotEmpty(proxy.Log.All);
        Assert.False(proxy.Log.Contains(Canary));
    }
}
