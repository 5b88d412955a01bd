using System.Diagnostics;
using System.Globalization;
using System.Net;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>What a frame costs that nobody looks into. Bytes are asserted; CPU is printed, and bounded far above what it should be.</summary>
[Collection(Alone.Name)]
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const double MaxBytesPerFrame = 1;
    private const long MaxIdleBytes = 12 << 10;

    [Fact]
    public Task A_pipelined_frame_of_1_KiB_allocates_nothing() => Measure(connections: 8, frameBytes: 1 << 10, depth: 16, batches: 4_000);

    [Fact]
    public Task A_frame_of_256_KiB_allocates_nothing() => Measure(connections: 4, frameBytes: 256 << 10, depth: 4, batches: 200);

    [Fact]
    public async Task A_frame_that_is_not_traced_allocates_nothing_while_others_could_be()
    {
        // Given a collector that takes metrics, latencies among them, and a share of the requests too small to meet one.
        using var collector = new OtlpReceiver();
        await Measure(connections: 8, frameBytes: 1 << 10, depth: 16, batches: 4_000, collector.Plan(sampling: 1e-12) with { MetricsInterval = TimeSpan.FromHours(1) });
    }

    private async Task Measure(int connections, int frameBytes, int depth, int batches, TelemetryPlan? telemetry = null)
    {
        // Given warm connections,
        using var load = new BlockingLoad();
        await using var proxy = await RunningProxy.StartAsync(load.Port, telemetry: telemetry);
        var sockets = load.Connect(proxy.Bootstrap, connections);
        var frame = Frames.Request(Frames.Heartbeat, 0, 1, new byte[frameBytes - 15]);
        load.Run(sockets, frame, depth, batches / 2);

        // when each sends frames, so many at a time,
        var (bytes, cpu, others) = (GC.GetTotalAllocatedBytes(precise: true), Cpu(), load.Cpu());
        var clock = Stopwatch.StartNew();
        load.Run(sockets, frame, depth, batches);
        var seconds = clock.Elapsed.TotalSeconds;
        (bytes, cpu, others) = (GC.GetTotalAllocatedBytes(precise: true) - bytes, Cpu() - cpu, load.Cpu() - others);

        // then nothing is allocated for them beyond what starting the load takes.
        var frames = (double)connections * depth * batches;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{frames / seconds:F0} frames/s ({frames * frameBytes / seconds / (1 << 20):F0} MiB/s), {(cpu - others) / frames / 1000:F2} µs CPU and {bytes / frames:F3} B allocated a frame"));
        Assert.True(bytes - LoadBytes(connections, frameBytes, depth) < MaxBytesPerFrame * frames, $"{bytes / frames:F3} B allocated a frame");
    }

    /// <summary>The batch that is sent again and again, and the threads that send it.</summary>
    private static long LoadBytes(int connections, int frameBytes, int depth) => (3L * frameBytes * depth) + (connections * 32L * 1024);

    [Fact]
    public async Task An_idle_pair_of_connections_takes_little_memory()
    {
        // Given what clients and broker take when they talk directly,
        const int Pairs = 500;
        await using var broker = ScriptedBroker.Echo();
        var direct = await HeldBy(new IPEndPoint(IPAddress.Loopback, broker.Port), Pairs);

        // when as many talk through the proxy, and then are silent,
        await using var proxy = await RunningProxy.StartAsync(broker.Port);
        await HeldBy(proxy.Bootstrap, 10);
        var through = await HeldBy(proxy.Bootstrap, Pairs);

        // then the difference is the proxy's.
        var perPair = (through - direct) / Pairs;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{perPair} B of heap for an idle pair (direct: {direct / Pairs} B)"));
        Assert.InRange(perPair, 1, MaxIdleBytes);
    }

    /// <summary>Heap that connections take which have asked for one thing and are silent.</summary>
    private static async Task<long> HeldBy(IPEndPoint to, int count)
    {
        var before = await SettledAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < count; i++)
        {
            var client = await RawClient.ConnectAsync(to);
            await client.SendAsync(Frames.Beat(i));
            Assert.Equal(i, await client.ReadCorrelationIdAsync());
            clients.Add(client);
        }

        var held = await SettledAsync() - before;
        clients.ForEach(client => client.Dispose());
        return held;
    }

    /// <summary>Heap once it does not shrink any more: tests before this one leave sockets and pooled buffers that go in their own time.</summary>
    private static async Task<long> SettledAsync()
    {
        var least = long.MaxValue;
        for (var (rounds, still) = (0, 0); rounds < 100 && still < 5; rounds++)
        {
            var now = GC.GetTotalMemory(forceFullCollection: true);
            still = now < least - (64 << 10) ? 0 : still + 1;
            least = Math.Min(least, now);
            await Task.Delay(20);
        }

        return least;
    }

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalNanoseconds;
}
