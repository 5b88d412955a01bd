using System.Diagnostics;
using System.Globalization;
using Compliance.Gateway.Tests.Fakes;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>What a frame costs that nobody looks into. Bytes are asserted; CPU is printed, and bounded far above what it should be.</summary>
[Collection(Alone.Name)]
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const double MaxBytesPerFrame = 1;

    [Fact]
    public async Task A_pipelined_frame_of_1_KiB_allocates_nothing()
    {
        // Given eight warm connections,
        using var load = new BlockingLoad();
        await using var proxy = await RunningProxy.StartAsync(load.Port);
        var connections = load.Connect(proxy.Bootstrap, 8);
        var frame = Frames.Beat(1, padding: 1024 - 24);
        load.Run(connections, frame, depth: 16, batches: 2_000);

        // when each sends frames, 16 at a time,
        const int Batches = 4_000;
        var (bytes, cpu, threads) = (GC.GetTotalAllocatedBytes(precise: true), Cpu(), load.Cpu());
        var clock = Stopwatch.StartNew();
        load.Run(connections, frame, depth: 16, batches: Batches);
        var seconds = clock.Elapsed.TotalSeconds;
        (bytes, cpu, threads) = (GC.GetTotalAllocatedBytes(precise: true) - bytes, Cpu() - cpu, load.Cpu() - threads);

        // then nothing is allocated for them.
        var frames = 8.0 * 16 * Batches;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{frames / seconds / 1000:F1}k frames/s, {(cpu - threads) / frames / 1000:F2} µs CPU and {bytes / frames:F3} B allocated a frame"));
        Assert.True(bytes / frames < MaxBytesPerFrame, $"{bytes / frames:F3} B allocated a frame");
    }

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalNanoseconds;
}
