using Compliance.Functional.KillMatrix;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.DisksAndClocks;

/// <summary>
/// The clocks of proxy and sinks are set while they run, and while they are down: two days forward, then back to before what is archived. Nothing is
/// lost or told twice, and each jump is told.
/// </summary>
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Whatever_the_clock_says_everything_is_archived_once_and_each_jump_is_told()
    {
        // Given a proxy and a sink (by night, one for a bucket too, whose server has a clock of its own) by one clock,
        using var clock = await SetClock.MakeAsync();
        var world = new SinkWorld(clock.Around, _ => null, path => path);
        await using var road = await EvidenceRoad.StartAsync("journal: journal", clock.Around, Nightly.Or([("folder", world)], new[] { ("folder", world), ("bucket", world) }));
        await road.AnswersAsync(100, "before the clock is set");

        // when it is set two days forward, and then back to an hour before all of it,
        await SetAsync(road, clock, TimeSpan.FromDays(2), 1);
        await SetAsync(road, clock, TimeSpan.FromHours(-1), 2);

        // and once more while all of them are down,
        await road.ArchivedAsync();
        await Task.WhenAll([road.Proxy.KillAsync(), .. road.Sinks.Select(sink => sink.KillAsync())]);
        clock.Set(TimeSpan.FromHours(-2));
        await Task.WhenAll([road.Proxy.StartAgainAsync(), .. road.Sinks.Select(sink => sink.StartAgainAsync())]);
        await ToldAsync(road, 1);
        await road.AnswersAsync(50, "after the start");
        await SetAsync(road, clock, TimeSpan.Zero, 2);
        await road.ShippedAsync();
        var counts = await road.CountAsync();

        // then each answer's event is in each archive once, the archive is whole, and what happened to the clock stands in it.
        Assert.Empty(road.Load.Failures);
        foreach (var count in counts)
        {
            Assert.Empty(count.Missing(road.Load.Between(0, road.Load.Count)));
            Assert.Empty(count.Twice.Concat(count.Holes).Concat(count.ToldGaps).Concat(count.Findings));
            var jumps = count.Control.Where(e => e.Action == "audit.clock_jump").Select(e => e.Reason).ToList();
            Assert.Equal(4, jumps.Count(reason => reason.StartsWith("The clock", StringComparison.Ordinal)));
            Assert.Equal(4, jumps.Count(reason => reason.StartsWith("At the sink: The clock", StringComparison.Ordinal)));
        }
    }

    private static async Task SetAsync(EvidenceRoad road, SetClock clock, TimeSpan offset, int jumps)
    {
        clock.Set(offset);
        await ToldAsync(road, jumps);
        await road.AnswersAsync(50, $"after the clock was set to {offset}");
    }

    private static async Task ToldAsync(EvidenceRoad road, int jumps)
    {
        await Eventually.TrueAsync(async () => await road.Proxy.MetricAsync("compliance_audit_clock_jumps_total") >= jumps, Patience, $"the proxy to tell of jump {jumps}");
        foreach (var sink in road.Sinks)
            await Eventually.TrueAsync(async () => await sink.MetricAsync("auditsink_clock_jumps_total", "") >= jumps, Patience, $"the sink to tell of jump {jumps}");
    }
}
