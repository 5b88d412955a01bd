using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Pipeline;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>When more or less is held back, and that each change is told.</summary>
public sealed class LadderTests
{
    private readonly LogLines _log = new();
    private readonly List<RungChange> _told = [];

    [Fact]
    public void It_is_climbed_at_its_bounds_and_left_a_little_below_them()
    {
        var ladder = Ladder();
        foreach (var filled in new[] { 0.1, 0.79, 0.81, 0.78, 0.91, 0.87, 0.84, 0.79, 0.74, 0.95 })
            ladder.Observe(filled, JournalState.Ok);

        Assert.Equal("Open>Throttle Throttle>RefuseStrict RefuseStrict>Throttle Throttle>Open Open>RefuseStrict", Told);
        Assert.Equal(_told.Count, _log.Ids.Count(id => id == 3011));
    }

    [Fact]
    public void A_journal_without_room_stands_above_its_bounds_and_a_failed_one_above_all()
    {
        var ladder = Ladder();
        ladder.Observe(0.2, JournalState.Full);
        ladder.Observe(0.95, JournalState.Filling);
        ladder.Observe(0.2, JournalState.Ok);
        ladder.Observe(0.2, JournalState.Failed);

        Assert.Equal("Open>Full Full>RefuseStrict RefuseStrict>Open Open>Failed", Told);
    }

    [Fact]
    public void Clients_wait_the_longer_the_fuller_it_is()
    {
        var ladder = Ladder();
        var waits = new List<double>();
        foreach (var filled in new[] { 0.5, 0.8, 0.85, 0.9, 0.99 })
        {
            ladder.Observe(filled, JournalState.Ok);
            waits.Add(Math.Round(ladder.Wait.TotalSeconds, 2));
        }

        Assert.Equal([0, 0.33, 0.67, 1, 1], waits);
    }

    [Fact]
    public async Task Each_change_is_an_event_and_so_is_the_last_one_though_the_journal_is_full()
    {
        // Given a journal that nobody ships,
        await using var evidence = new Evidence();
        await evidence.StartAsync(Evidence.Small);

        // when it is filled to its end,
        await evidence.ClimbAsync(Rung.Full);

        // then how it came to that stands in it.
        var changes = (await evidence.StopAsync(all: true)).Select(e => e.Event).Where(e => e.Action == "audit.mode_change").ToList();
        Assert.Equal("RefuseStrict to Full", changes[^1].Reason!["From ".Length..].Split(':')[0]);
        Assert.All(changes, change => Assert.Equal(("configuration", "change", "failure"), (change.Category, change.Type, change.Outcome)));
    }

    private string Told => string.Join(' ', _told.Select(change => $"{change.From}>{change.To}"));

    private RefusalLadder Ladder()
    {
        var plan = new AuditPlan(new ClusterPlan("main", []), "audit", "journal");
        var ladder = new RefusalLadder(plan, _log);
        ladder.Tell(_told.Add);
        return ladder;
    }
}
