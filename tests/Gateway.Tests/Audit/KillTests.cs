using System.Buffers.Binary;
using Compliance.Events;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>What killed processes leave. Each test starts itself once more, in a process of its own, as the one to be killed.</summary>
public sealed class KillTests : IDisposable
{
    private const string FolderVariable = "COMPLIANCE_TEST_JOURNAL";
    private const string BootstrapVariable = "COMPLIANCE_TEST_BOOTSTRAP";
    private const int Rounds = 3;

    // Made when it is first used: the victim, which cannot clean up behind itself, makes none.
    private readonly Lazy<TempFolder> _lazy = new(() => new TempFolder("kill"));

    public void Dispose()
    {
        if (_lazy.IsValueCreated)
            _lazy.Value.Dispose();
    }

    [Fact]
    public async Task Every_event_that_was_taken_before_a_kill_is_read_back()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } shared)
        {
            await using var journal = new OpenJournal(SamplePlan.In(Path.Combine(shared, "journal")));
            await RecordUntilKilledAsync(journal.Recorder, shared);
        }

        for (var round = 1; round <= Rounds; round++)
        {
            // Given a process whose sessions append without pause and note what was taken, killed in the midst of it
            var noted = await KillAsync(nameof(Every_event_that_was_taken_before_a_kill_is_read_back), "");

            // Then everything it noted stands in the journal, in order and without a gap
            var content = JournalContent.Of(Folder.Combine("journal"));
            var ofRound = content.Events.Where(e => e.Epoch == content.Events[^1].Epoch).Select(e => e.Sequence).ToList();
            Assert.Empty(content.Gaps);
            Assert.Equal(Enumerable.Range(1, ofRound.Count).Select(i => (long)i), ofRound);
            Assert.InRange(noted, 1, ofRound.Count);
            Assert.Equal(round, content.Events.Select(e => e.Epoch).Distinct().Count());
        }
    }

    [Fact]
    public async Task Every_event_that_was_taken_before_a_kill_reaches_the_topic_in_order()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } shared)
        {
            await using var trail = await AuditTrail.StartAsync(
                SamplePlan.In(Path.Combine(shared, "journal"), Environment.GetEnvironmentVariable(BootstrapVariable)!), TimeProvider.System, NullLogger.Instance);
            await RecordUntilKilledAsync(trail.Recorder, shared);
        }

        // Given processes that record and ship, each killed in the midst of it
        using var cluster = new MockCluster();
        var noted = new List<long>();
        for (var round = 0; round < Rounds; round++)
            noted.Add(await KillAsync(nameof(Every_event_that_was_taken_before_a_kill_reaches_the_topic_in_order), cluster.BootstrapServers));

        // When one more starts and stops cleanly
        var plan = SamplePlan.In(Folder.Combine("journal"), cluster.BootstrapServers) with { StopTimeout = TimeSpan.FromSeconds(60) };
        await using (await AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance))
        {
        }

        // Then a sink that drops repeats sees every epoch whole, and every start cite the end of the one before
        using var topic = await AuditTopic.OpenAsync(cluster.BootstrapServers, plan.Topic);
        await topic.ReadUntilAsync(e => e.Action == "audit.stop");
        var epochs = topic.First.GroupBy(e => e.Epoch).OrderBy(epoch => epoch.Key).Select(epoch => epoch.ToList()).ToList();
        Assert.Equal(Rounds + 1, epochs.Count);
        for (var i = 0; i < epochs.Count; i++)
        {
            Assert.Equal(Enumerable.Range(1, epochs[i].Count).Select(s => (long)s), epochs[i].Select(e => e.Sequence));
            AuditEvent start = epochs[i][0];
            if (i < Rounds)
                Assert.InRange(noted[i], 1, epochs[i].Count);
            if (i > 0)
                Assert.Equal((epochs[i - 1][0].Epoch, epochs[i - 1].Count), (start.SeqEpoch, start.SeqTo));
        }

        Assert.DoesNotContain(topic.Events, e => e.Action == "audit.gap");
    }

    [Fact]
    public async Task A_kill_while_the_full_journal_lets_pass_takes_no_count_and_the_next_start_records_it()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } shared)
        {
            await using var victim = await AuditTrail.StartAsync(Small(Path.Combine(shared, "journal")), TimeProvider.System, NullLogger.Instance);
            await PassUntilKilledAsync(victim, shared);
        }

        // Given a process whose journal is full, and that lets pass what it can't record, killed in the midst of it
        var noted = await KillAsync(nameof(A_kill_while_the_full_journal_lets_pass_takes_no_count_and_the_next_start_records_it), "");

        // When the next one starts, with room
        await using (await AuditTrail.StartAsync(Small(Folder.Combine("journal")) with { MaxJournalBytes = 8 << 20 }, TimeProvider.System, NullLogger.Instance))
        {
        }

        // Then the journal tells when everything was let pass and how much, and the start cites the last event before it
        var content = JournalContent.Of(Folder.Combine("journal"));
        var killed = content.Events[0].Epoch;
        var start = content.Control.First(e => e.Action == "audit.start" && e.Epoch > killed);
        Assert.Empty(content.Gaps);
        Assert.Contains(content.Control, e => e.Epoch == killed && e.Action == "audit.mode_change" && e.Reason!.Contains("to Full", StringComparison.Ordinal));
        Assert.Equal((killed, content.Events.Last(e => e.Epoch == killed).Sequence), (start.SeqEpoch, start.SeqTo));
        Assert.InRange(content.Control.Where(e => e.Action == "audit.gap").Sum(e => e.AggCount), noted, noted + 1);
    }

    [Fact]
    public async Task A_kill_takes_who_was_counted_together_and_leaves_how_many()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } shared)
        {
            var plan = SamplePlan.In(Path.Combine(shared, "journal")) with { AggregateInterval = TimeSpan.FromHours(1) };
            await using var victim = await AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance);
            await CountUntilKilledAsync(victim, shared);
        }

        // Given a process that counts heartbeats together and keeps best-effort events in memory, killed in the midst of it
        var noted = await KillAsync(nameof(A_kill_takes_who_was_counted_together_and_leaves_how_many), "");

        // When the next one starts, and one more
        for (var start = 0; start < 2; start++)
        {
            await using (await AuditTrail.StartAsync(SamplePlan.In(Folder.Combine("journal")) with { StopTimeout = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, NullLogger.Instance))
            {
            }
        }

        // Then the number is told once, of which start and of when
        var gap = Assert.Single(JournalContent.Of(Folder.Combine("journal")).Control, e => e.Action == "audit.gap");
        Assert.InRange(gap.AggCount, noted, noted + 1);
        Assert.Equal((7, noted), (gap.AggStart, gap.AggEnd - (gap.AggCount - noted)));
        Assert.StartsWith("Up to this many kafka.heartbeat were counted together and not recorded when start ", gap.Reason, StringComparison.Ordinal);
    }

    /// <summary>Runs the named test as the victim until it has recorded a good deal; returns the highest sequence that it noted.</summary>
    private async Task<long> KillAsync(string test, string bootstrap)
    {
        Array.ForEach(Directory.GetFiles(Folder.Path, "noted-*"), File.Delete);
        await using var victim = ChildProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "Compliance.Gateway.Tests"), ["-method", $"{typeof(KillTests).FullName}.{test}"],
            new Dictionary<string, string?> { [FolderVariable] = Folder.Path, [BootstrapVariable] = bootstrap });
        await Eventually.TrueAsync(() => victim.HasExited || Noted() > 4000, TimeSpan.FromSeconds(180), "the process to record");
        victim.Signal("KILL");
        await victim.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(Noted() > 4000, victim.Text);
        return Noted();
    }

    private static async Task RecordUntilKilledAsync(Recorder recorder, string folder) =>
        await Task.WhenAll(Enumerable.Range(0, 3).Select(session => Task.Run(async () =>
        {
            // One note per session: the highest sequence it was given. A write that has returned survives the kill.
            using var note = File.OpenHandle(Path.Combine(folder, $"noted-{session}"), FileMode.Create, FileAccess.Write);
            var bytes = new byte[8];
            var e = SampleEvent.Fetch();
            while (true)
            {
                while (!recorder.Append(e))
                    await Task.Delay(1);
                BinaryPrimitives.WriteInt64LittleEndian(bytes, e.Sequence);
                RandomAccess.Write(note, bytes, 0);
            }
        })));

    private static async Task PassUntilKilledAsync(AuditTrail trail, string folder)
    {
        using var note = File.OpenHandle(Path.Combine(folder, "noted-0"), FileMode.Create, FileAccess.Write);
        var bytes = new byte[8];
        while (true)
        {
            trail.Recorder.Append(SampleEvent.Fetch());
            await Task.Yield();
            if (trail.Ladder.Rung != Rung.Full)
                continue;
            BinaryPrimitives.WriteInt64LittleEndian(bytes, trail.Recorder.Gaps.PermittedCount);
            RandomAccess.Write(note, bytes, 0);
        }
    }

    private static async Task CountUntilKilledAsync(AuditTrail trail, string folder)
    {
        using var note = File.OpenHandle(Path.Combine(folder, "noted-0"), FileMode.Create, FileAccess.Write);
        var bytes = new byte[8];
        for (var counted = 1L; ; counted++)
        {
            trail.Aggregator.Count(new AuditEvent { Timestamp = Math.Max(7, counted), Action = "kafka.heartbeat", ApiKey = 12 });
            await Task.Yield();
            BinaryPrimitives.WriteInt64LittleEndian(bytes, counted);
            RandomAccess.Write(note, bytes, 0);
        }
    }

    private static AuditPlan Small(string folder) => SamplePlan.In(folder) with
    {
        MaxJournalBytes = 1 << 20,
        PermitsWhenFull = true,
        StopTimeout = TimeSpan.FromMilliseconds(1),
    };

    private TempFolder Folder => _lazy.Value;

    private long Noted() => Directory.GetFiles(Folder.Path, "noted-*").Select(File.ReadAllBytes)
        .Select(bytes => bytes.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0).DefaultIfEmpty().Max();
}
