using Compliance.Functional.KillMatrix;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.DisksAndClocks;

/// <summary>
/// The disk under a sink is full: that of its archive, or that of the folder in which it writes what goes into a bucket. It says so, loses and
/// doubles nothing, also if it is killed meanwhile, and catches up by itself.
/// </summary>
public sealed class SinkDiskFullTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_sink_without_room_says_so_and_catches_up_with_everything_once()
    {
        // Given sinks with small disks: one has its archive there, the other its work,
        await using var archive = await SmallDisk.MakeAsync(24);
        await using var work = await SmallDisk.MakeAsync(24);
        await using var road = await EvidenceRoad.StartAsync("journal: journal", null, ("folder", WorldOf(archive)), ("bucket", WorldOf(work)));
        await road.AnswersAsync(100, "before the disks are full");
        await Task.WhenAll(road.Sinks.Select(sink => UntilAsync(sink, async () => await sink.MetricAsync("auditsink_position", "archive") > 0, "a first range in the archive")));

        // when both disks are full, and events come all the while,
        await Task.WhenAll(archive.FillAsync(), work.FillAsync());
        await Task.WhenAll(road.Sinks.Select(sink => UntilAsync(sink, async () => await TriesAgainAsync(sink) > 2, "it to try again")));
        await road.AnswersAsync(100, "while the disks are full");
        await Task.WhenAll(road.Sinks.Select(sink => UntilAsync(
            sink, async () => (await sink.NotReadyAsync()).Contains("archive: stopped reading", StringComparison.Ordinal), "it to say that it is not ready")));

        // and both are killed and started again on the full disk, which is then free,
        await Task.WhenAll(road.Sinks.Select(sink => sink.KillAsync()));
        await Task.WhenAll(road.Sinks.Select(sink => sink.StartAgainAsync()));
        await road.AnswersAsync(100, "after the kill");
        await Task.WhenAll(archive.FreeAsync(), work.FreeAsync());
        var counts = await road.CountAsync();

        // then each archive has each answer's event once, and nothing is missing.
        Assert.Empty(road.Load.Failures);
        foreach (var count in counts)
        {
            Assert.Empty(count.Missing(road.Load.Between(0, road.Load.Count)));
            Assert.Empty(count.Twice.Concat(count.Holes).Concat(count.ToldGaps).Concat(count.Findings));
        }
    }

    private static SinkWorld WorldOf(SmallDisk disk) => new(disk.Around, disk.Place, disk.Seen);

    private static async Task<double> TriesAgainAsync(MatrixSink sink) =>
        Math.Max(0, await sink.MetricAsync("auditsink_intake_failures_total", "archive")) + Math.Max(0, await sink.MetricAsync("auditsink_store_retries_total", ""));

    private static async Task UntilAsync(MatrixSink sink, Func<Task<bool>> state, string what)
    {
        try
        {
            await Eventually.TrueAsync(state, Patience, what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{sink.Kind}: {e.Message}\n{sink.Log}", e);
        }
    }
}
