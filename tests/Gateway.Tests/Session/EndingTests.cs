using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>How connections end: in order, by either side, by a broker that is not there, by the proxy that stops. Never by a hang.</summary>
public sealed class EndingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_client_that_closes_its_half_still_gets_its_answers()
    {
        // Given a broker that answers late,
        var release = new TaskCompletionSource();
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            await release.Task;
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();

        // when a client closes its half right behind its requests,
        await client.SendAsync(Frames.Beat(1), Frames.Request(Frames.ApiVersions, 99, 2, []), Frames.Beat(3));
        client.CloseSend();
        await Eventually.TrueAsync(() => broker.Received.Any(frame => Frames.CorrelationIdOf(frame) == 1), Patience, "the first request");
        Assert.Equal(1, proxy.Sessions.Count);
        release.SetResult();

        // then it gets every answer, and both connections close in order.
        Assert.Equal(new[] { 1, 2, 3 }, await client.ReadCorrelationIdsAsync(3));
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the session's end");
        Assert.True(proxy.Log.Contains("ended: Closed"));
    }

    [Fact]
    public async Task What_was_sent_without_acknowledgement_reaches_the_broker_though_the_client_leaves_at_once()
    {
        await using var broker = new ScriptedBroker(_ => null);
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        for (var i = 0; i < 20; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Frames.ProduceV7(i, acks: 0, padding: 20_000));
        }

        await Eventually.TrueAsync(() => broker.Received.Count(frame => Frames.ApiKeyOf(frame) == Frames.Produce) == 20, Patience, "every record");
    }

    /// <summary>As librdkafka's last push of its metrics: sent, and hung up on.</summary>
    [Fact]
    public async Task A_request_reaches_the_broker_though_the_client_leaves_before_the_answer()
    {
        await using var broker = new ScriptedBroker(frame => Frames.Answer(Frames.CorrelationIdOf(frame), default));
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        for (var i = 1; i <= 20; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Frames.Beat(i));
        }

        await Eventually.TrueAsync(
            () => broker.Received.Count(frame => Frames.ApiKeyOf(frame) == Frames.Heartbeat) == 20, Patience, "every request");
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the sessions' end");
    }

    [Fact]
    public async Task A_broker_that_closes_closes_the_client()
    {
        // Given an idle connection through to the broker, beside the proxy's own,
        NetworkStream? upstream = null;
        await using var broker = new ScriptedBroker((frame, stream) =>
        {
            if (Frames.ApiKeyOf(frame) == Frames.Heartbeat)
                upstream = stream;
            return Task.FromResult<byte[]?>(Frames.Answer(Frames.CorrelationIdOf(frame), default));
        });
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));
        await client.ReadCorrelationIdAsync();

        // when the broker closes it, then so does the proxy, at once.
        upstream!.Close();
        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the session's end");
    }

    [Fact]
    public async Task A_broker_that_dies_with_requests_unanswered_is_named_in_the_log()
    {
        await using var broker = new ScriptedBroker((_, stream) =>
        {
            stream.Close();
            return Task.FromResult<byte[]?>(null);
        });
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Beat(1));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("broken by Broker (Disconnected"), Patience, "the log line");
    }

    [Fact]
    public async Task A_broker_that_is_down_gives_a_closed_connection()
    {
        await using var proxy = await RunningProxy.StartAsync(FreePort.Next());
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Beat(1));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("can't be reached: ConnectionRefused"), Patience, "the log line");
    }

    [Fact]
    public async Task A_broker_that_swallows_connections_gives_a_closed_connection_in_time()
    {
        // Given a port whose queue of connections is full, so that a further one is never answered,
        using var hole = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        hole.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        hole.Listen(0);
        var port = ((IPEndPoint)hole.LocalEndPoint!).Port;
        using var first = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, port);
        await using var proxy = await RunningProxy.StartAsync(port, new LimitsPlan { ConnectTimeout = TimeSpan.FromMilliseconds(300) });
        await Eventually.TrueAsync(() => proxy.Log.Contains("no answer within 0.3 s"), Patience, "the scout's complaint");

        // when a client asks for something, then it is told by a closed connection.
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_the_login_gives_a_closed_connection_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var limits = new LimitsPlan { LoginTimeout = TimeSpan.FromMilliseconds(300) };
        await using var proxy = await RunningProxy.StartAsync(((IPEndPoint)silent.LocalEndpoint).Port, limits, login: new LoginPlan("proxy", "secret"));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Frames.Beat(1));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("does not answer within 0.3 s"), Patience, "the log line");
    }

    [Fact]
    public async Task The_next_bootstrap_address_serves_where_one_is_down()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync([FreePort.Next(), broker.Port, FreePort.Next()]);
        for (var i = 0; i < 4; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Frames.Beat(i));
            Assert.Equal(i, await client.ReadCorrelationIdAsync());
        }
    }

    [Fact]
    public async Task A_stopping_proxy_answers_what_is_in_flight_and_takes_nothing_new()
    {
        // Given a request that the broker has not answered yet, and an idle client,
        var release = new TaskCompletionSource();
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            await release.Task;
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        var proxy = await RunningProxy.StartAsync(broker.Port);
        var bootstrap = proxy.Bootstrap;
        using var client = await proxy.ConnectAsync();
        using var idle = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));
        await Eventually.TrueAsync(() => broker.Received.Any(frame => Frames.CorrelationIdOf(frame) == 1), Patience, "the request");

        // when the proxy stops,
        var stopping = proxy.DisposeAsync().AsTask();
        Assert.Null(await idle.ReadAsync());
        await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(bootstrap));
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        // then the answer comes, and it has stopped.
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        Assert.Null(await client.ReadAsync());
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_stopping_proxy_cuts_off_what_is_not_answered_in_time()
    {
        await using var broker = new ScriptedBroker(_ => null);
        var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { DrainTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));
        await Eventually.TrueAsync(() => broker.Received.Any(frame => Frames.CorrelationIdOf(frame) == 1), Patience, "the request");

        await proxy.DisposeAsync().AsTask().WaitAsync(Patience);

        Assert.Null(await client.ReadAsync());
        Assert.True(proxy.Log.Contains("1 sessions were cut off"));
    }

    [Fact]
    public async Task A_client_that_reads_nothing_holds_back_its_broker_and_ends_in_time()
    {
        // Given a broker with far more to send than buffers on the way hold, and a bystander,
        const int Answer = 4 << 20;
        await using var broker = new ScriptedBroker(frame => Frames.Answer(Frames.CorrelationIdOf(frame), new byte[Answer]));
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { StallTimeout = TimeSpan.FromSeconds(3) });
        using var slow = await proxy.ConnectAsync(receiveBuffer: 4096);
        using var other = await proxy.ConnectAsync();

        // when a client asks for it and does not read,
        await slow.SendAsync([.. Enumerable.Range(0, 16).Select(id => Frames.Beat(id))]);

        // then the proxy holds no more than its buffer, ends that client, and serves the other one.
        long most = 0;
        await Eventually.TrueAsync(() =>
        {
            most = Math.Max(most, proxy.Sessions.BufferedBytes);
            return proxy.Log.Contains("broken by Client (SlowReader");
        }, Patience, "the slow reader's end");
        Assert.InRange(most, 1, 1 << 20);
        await other.SendAsync(Frames.Beat(7));
        Assert.Equal(7, await other.ReadCorrelationIdAsync());
    }
}
