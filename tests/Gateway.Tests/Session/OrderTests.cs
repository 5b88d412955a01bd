using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>Kafka answers in order: whatever answers a request, the broker or the proxy, its answer waits for the earlier ones.</summary>
public sealed class OrderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_answer_of_the_proxy_waits_for_the_brokers_answers_before_it()
    {
        // Given a broker that holds its first answer back,
        var release = new TaskCompletionSource();
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            await release.Task;
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();

        // when an unknown version of ApiVersions, which the proxy answers itself, comes between two requests,
        await client.SendAsync(Frames.Beat(1), Frames.Request(Frames.ApiVersions, 99, 2, []), Frames.Request(Frames.ApiVersions, 99, 3, []), Frames.Beat(4));
        await Eventually.TrueAsync(() => broker.Received.Any(frame => Frames.CorrelationIdOf(frame) == 1), Patience, "the first request");
        release.SetResult();

        // then the answers come in the order of the requests.
        Assert.Equal(new[] { 1, 2, 3, 4 }, await client.ReadCorrelationIdsAsync(4));
    }

    [Fact]
    public async Task Answers_keep_their_order_however_authored_and_forwarded_ones_mix()
    {
        // Given a broker that answers at once, so that both loops meet at the ring as often as can be,
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxInFlight = 4 });
        using var client = await proxy.ConnectAsync();
        var random = new Random(1);
        const int Count = 20_000;

        // when requests of both kinds are sent without waiting,
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count;)
            {
                var batch = Enumerable.Range(i, Math.Min(random.Next(1, 20), Count - i)).ToList();
                await client.SendAsync([.. batch.Select(id => random.Next(2) == 0 ? Frames.Beat(id) : Frames.Request(Frames.ApiVersions, 99, id, []))]);
                i += batch.Count;
            }
        });

        // then every answer comes, in order.
        for (var i = 0; i < Count; i++)
            Assert.Equal(i, await client.ReadCorrelationIdAsync());
        await sending;
    }

    [Fact]
    public async Task Produce_without_acknowledgement_takes_no_place_in_the_order()
    {
        // Given a broker that answers nothing to acks=0, as brokers do,
        await using var broker = new ScriptedBroker(frame =>
            Frames.ApiKeyOf(frame) == Frames.Produce ? null : Frames.Answer(Frames.CorrelationIdOf(frame), default));
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();

        // when such requests stand between others,
        await client.SendAsync(Frames.ProduceV7(1, acks: 0), Frames.Beat(2), Frames.ProduceV7(3, acks: 0), Frames.ProduceV7(4, acks: 0), Frames.Beat(5));

        // then only the others are answered, and all of them reach the broker.
        Assert.Equal(new[] { 2, 5 }, await client.ReadCorrelationIdsAsync(2));
        Assert.Equal(3, broker.Received.Count(frame => Frames.ApiKeyOf(frame) == Frames.Produce));
    }

    [Fact]
    public async Task Frames_cut_at_every_byte_pass_unchanged()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        using var client = await proxy.ConnectAsync();
        var frames = new[] { Frames.Beat(1), Frames.ProduceV7(2, acks: 1, padding: 20), Frames.Request(Frames.ApiVersions, 99, 3, [1, 2, 3]) };
        var bytes = frames.SelectMany(frame => frame).ToArray();
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            // When the bytes come in two parts,
            await client.SendAsync(bytes[..cut]);
            await Task.Yield();
            await client.SendAsync(bytes[cut..]);

            // then the answers are those of the frames.
            Assert.Equal(new[] { 1, 2, 3 }, await client.ReadCorrelationIdsAsync(3));
        }

        var seen = broker.Received.Where(frame => Frames.ApiKeyOf(frame) == Frames.Produce).ToList();
        Assert.Equal(bytes.Length - 1, seen.Count);
        Assert.All(seen, frame => Assert.Equal(frames[1][4..], frame));
    }

    [Fact]
    public async Task Large_frames_pass_in_pieces_without_being_held()
    {
        // Given a broker that answers with as much as it got,
        await using var broker = new ScriptedBroker(frame => Frames.Answer(Frames.CorrelationIdOf(frame), new byte[8 << 20]));
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxBufferedBytes = 1 << 20 });
        using var client = await proxy.ConnectAsync();
        var large = Frames.Request(Frames.Heartbeat, 0, 7, new byte[8 << 20]);

        // when frames larger than the whole budget of buffered bytes pass,
        await client.SendAsync(large, Frames.Beat(8));

        // then they arrive whole, in both directions, and so does what follows.
        Assert.Equal((8 << 20) + 4, (await client.ReadAsync())!.Length);
        Assert.Equal((8 << 20) + 4, (await client.ReadAsync())!.Length);
        Assert.Contains(broker.Received, frame => frame.AsSpan().SequenceEqual(large.AsSpan(4)));
    }
}
