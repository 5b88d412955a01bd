using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>What happened without evidence is counted, and the count is the first thing that is recorded once it can be.</summary>
public sealed class GapTests : IDisposable
{
    private readonly TempFolder _folder = new("gap");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_passed_while_the_journal_was_full_is_counted_by_action_and_recorded_before_all_else()
    {
        // Given a full journal that permits,
        var plan = SamplePlan.In(_folder.Path) with { MaxJournalBytes = 4 * (256 << 10) };
        await using var journal = new OpenJournal(plan);
        var recorder = new Recorder(journal.Loop.Journal, new EventIds(TimeProvider.System), plan.Proxy, "1.0", new GapTally(_time), permitsWhenFull: true);
        await journal.FillAsync();
        await Eventually.TrueAsync(() => journal.Recorder.State == JournalState.Full, TimeSpan.FromSeconds(30), "the state Full");
        var before = journal.Loop.Journal.Counts.Events;

        // when more happens than there is room for,
        for (var i = 0; i < 5; i++)
            Assert.True(recorder.Append(At(SampleEvent.Fetch(), 100 + i)));
        var produced = At(SampleEvent.Fetch(), 50);
        (produced.Action, produced.ApiKey) = ("kafka.produce", 0);
        Assert.True(recorder.Append(produced));

        // then it passes without a sequence, and is counted;
        Assert.Equal((0L, 6L), (produced.Sequence, recorder.Gaps.PermittedCount));
        Assert.Equal(before, journal.Loop.Journal.Counts.Events);

        // and once there is room again, the counts come before the event that found it.
        await journal.ReleaseAsync();
        await Eventually.TrueAsync(() => recorder.Takes, TimeSpan.FromSeconds(60), "room");
        Assert.True(recorder.Append(At(SampleEvent.Fetch(), 999)));
        var next = await Reread(journal, before);
        Assert.Equal(["audit.gap 5 100 104 1", "audit.gap 1 50 50 0", "kafka.fetch 0 0 0 1"], next.Select(e => $"{e.Action} {e.AggCount} {e.AggStart} {e.AggEnd} {e.ApiKey}"));
        Assert.Equal("The journal was full and audit.onFull is permit: kafka.fetch left no event.", next[0].Reason);
        Assert.False(recorder.Gaps.Any);
    }

    [Fact]
    public async Task Without_leave_nothing_passes_and_a_failed_disk_gives_none()
    {
        var plan = SamplePlan.In(_folder.Path) with { MaxJournalBytes = 4 * (256 << 10) };
        await using var journal = new OpenJournal(plan);
        await journal.FillAsync();

        Assert.False(journal.Recorder.Append(SampleEvent.Fetch()));
        Assert.False(journal.Recorder.Gaps.Any);

        journal.Loop.Journal.Fail();
        var permitting = new Recorder(journal.Loop.Journal, new EventIds(TimeProvider.System), plan.Proxy, "1.0", permitsWhenFull: true);
        Assert.False(permitting.Append(SampleEvent.Fetch()));
    }

    [Fact]
    public async Task A_clean_stop_records_the_gap_though_the_journal_is_still_full()
    {
        await using var evidence = new Evidence();
        var trail = await evidence.StartAsync(plan => Evidence.Small(plan) with { PermitsWhenFull = true });
        await evidence.ClimbAsync(Rung.Full);
        while (trail.Recorder.Gaps.PermittedCount < 10)
            trail.Recorder.Append(SampleEvent.Fetch());

        // Some may have passed on the way up already.
        var permitted = trail.Recorder.Gaps.PermittedCount;
        var control = (await evidence.StopAsync(all: true)).Select(e => e.Event).Where(e => e.Action is "audit.gap" or "audit.stop").ToList();

        Assert.Equal([$"audit.gap {permitted}", "audit.stop 0"], control.Select(e => $"{e.Action} {e.AggCount}"));
    }

    [Fact]
    public async Task Best_effort_events_reach_the_journal_in_order_and_their_instances_come_round()
    {
        await using var journal = new OpenJournal(SamplePlan.In(_folder.Path));
        await using var ring = new EventRing(4, journal.Recorder, journal.Loop.Ladder);
        var seen = new HashSet<AuditEvent>(ReferenceEqualityComparer.Instance);
        var e = new AuditEvent();
        for (var i = 1; i <= 20; i++)
        {
            (e.Timestamp, e.Action) = (i, "kafka.fetch");
            e = ring.Put(e);
            seen.Add(e);
            await Eventually.TrueAsync(() => ring.Count == 0, TimeSpan.FromSeconds(30), "the ring to be empty");
        }

        await journal.AppendAsync(1);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), (await Reread(journal, 0)).SkipLast(1).Select(recorded => recorded.Timestamp));
        Assert.InRange(seen.Count, 1, 5);
    }

    [Fact]
    public async Task Best_effort_events_beyond_the_ring_are_dropped_and_counted_once()
    {
        // Given a journal without room, so that the ring is not emptied,
        var plan = SamplePlan.In(_folder.Path) with { MaxJournalBytes = 4 * (256 << 10) };
        await using var journal = new OpenJournal(plan);
        await journal.FillAsync();
        var before = journal.Loop.Journal.Counts.Events;
        await using var ring = new EventRing(3, journal.Recorder, journal.Loop.Ladder);

        // when five events come,
        for (var i = 1; i <= 5; i++)
            ring.Put(new AuditEvent { Timestamp = i, Action = "kafka.fetch", ApiKey = 1 });

        // then two are dropped, and once there is room the journal says so before it has the others.
        Assert.Equal((3, 2L), (ring.Count, journal.Recorder.Gaps.DroppedCount));
        await journal.ReleaseAsync();
        await Eventually.TrueAsync(() => ring.Count == 0, TimeSpan.FromSeconds(60), "the ring to be empty");
        var next = await Reread(journal, before);
        Assert.Equal(["audit.gap 2 4 5", "kafka.fetch 0 0 0", "kafka.fetch 0 0 0", "kafka.fetch 0 0 0"], next.Select(e => $"{e.Action} {e.AggCount} {e.AggStart} {e.AggEnd}"));
        Assert.StartsWith("The memory for best-effort events was full", next[0].Reason, StringComparison.Ordinal);
    }

    private static AuditEvent At(AuditEvent e, long time)
    {
        e.Timestamp = time;
        return e;
    }

    /// <summary>The events behind that sequence, once all are durable.</summary>
    private static async Task<List<AuditEvent>> Reread(OpenJournal journal, long after)
    {
        Assert.True(await journal.Recorder.WaitDurable(journal.Loop.Journal.Counts.Events));
        var events = new List<AuditEvent>();
        using var reader = journal.Loop.Read();
        for (; reader.TryPeek(out var entry); reader.Advance())
        {
            if (entry.First <= after)
                continue;
            var e = new AuditEvent();
            Assert.Null(EventCodec.Read(entry.Encoded, e));
            events.Add(e);
        }

        return events;
    }
}
