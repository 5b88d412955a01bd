using System.Diagnostics;
using System.Reflection;
using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Audit.Shipping;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Rules.Compiled;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Everything that keeps evidence, put together: sessions hand events to <see cref="Recorder"/> or <see cref="Aggregator"/>, the journal
/// holds them, the shipper brings them to the topic. A route without audit has no trail. Owner: the composition root, which disposes
/// it after the last session has ended.
/// </summary>
internal sealed class AuditTrail : IAsyncDisposable
{
    private readonly JournalLoop _journal;
    private readonly ControlEvents _events;
    private readonly ShipperLoop _shipper;
    private readonly ClockLoop _clock;
    private readonly ILogger _log;
    private readonly Instruments? _owned;
    private readonly TimeSpan _patience;
    private ClusterPlan _cluster;

    private AuditTrail(AuditPlan plan, JournalLoop journal, Recorder recorder, ControlEvents events, TimeProvider time, AuditMetrics metrics, ILogger log, Instruments? owned)
    {
        (_owned, _journal, _events, _log, _patience, Recorder) = (owned, journal, events, log, plan.StopTimeout, recorder);
        _cluster = plan.Cluster;
        Aggregator = new Aggregator(plan, recorder, time, log, new MemoryCounts(journal.Counts, GapCause.Counting, journal.Journal.Epoch));
        Ring = new EventRing(plan.MaxBestEffortEvents, recorder, journal.Ladder, new MemoryCounts(journal.Counts, GapCause.Waiting, journal.Journal.Epoch));
        metrics.Observe(Aggregator, Ring, recorder.Gaps);
        (Mode, Held) = (plan.Mode, new LadderCounts());
        metrics.Observe(Held);
        journal.Ladder.Tell(change =>
        {
            recorder.TryWriteGaps();
            events.TryModeChange(change);
        });
        _clock = new ClockLoop(journal.Counts.LastSeen, events, metrics, time, log);
        _shipper = new ShipperLoop(new ShipperContext(plan, journal, new GapReports(events, metrics, log), time, metrics, log));
    }

    public Recorder Recorder { get; }
    public Aggregator Aggregator { get; }
    public EventRing Ring { get; }
    public RefusalLadder Ladder => _journal.Ladder;

    /// <summary>How requests are kept of which neither a policy nor the list of defaults says it.</summary>
    public AuditMode Mode { get; }

    /// <summary>What was slowed down or refused for want of room.</summary>
    public LadderCounts Held { get; }
    public JournalState State => Recorder.State;

    /// <summary>The disk's thread: null, or in words why it will do no more, or does nothing now for longer than that.</summary>
    public string? Stall(TimeSpan patience) => _journal.Stall(patience);

    /// <summary>
    /// Opens the journal and records <c>audit.start</c>; returns when that is durable. Throws an IOException if the folder cannot be used,
    /// say because another process does. <paramref name="instruments"/> null: it has its own.
    /// </summary>
    public static async Task<AuditTrail> StartAsync(AuditPlan plan, TimeProvider time, ILogger log, Instruments? instruments = null)
    {
        var owned = instruments is null ? new Instruments() : null;
        var metrics = new AuditMetrics(instruments ?? owned!, time);
        JournalLoop? journal = null;
        try
        {
            journal = await Task.Run(() => JournalLoop.Open(plan, time, metrics, log));
            metrics.Observe(journal, plan);
            var version = typeof(AuditTrail).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
            var recorder = new Recorder(journal.Journal, new EventIds(time), plan.Proxy, version, new GapTally(time, journal.Journal.Epoch, journal.Counts), plan.PermitsWhenFull);
            var events = new ControlEvents(recorder, time);
            if (!events.TryStart(journal.Previous, out var first) || !await recorder.WaitDurable(first))
                throw new IOException($"The audit journal {plan.Journal} takes no event: its disk fails, or audit.maxJournalBytes leaves no room beside what is to be sent.");
            if (journal.Previous is { } previous && previous.MayLackItsEnd(MachineBoot.Id))
                await TellLostEndAsync(previous, journal, recorder, events, log);
            Carry(journal.Counts, recorder, log);
            LogMessages.JournalOpened(log, plan.Journal, journal.Journal.Epoch, plan.Proxy, journal.Previous?.Epoch ?? -1, journal.Previous?.LastSequence ?? -1);
            return new AuditTrail(plan, journal, recorder, events, time, metrics, log, owned);
        }
        catch
        {
            if (journal is not null)
                await journal.DisposeAsync();
            owned?.Dispose();
            throw;
        }
    }

    // What there is no room for now is recorded before any other event, once there is.
    private static void Carry(CountPage counts, Recorder recorder, ILogger log)
    {
        foreach (var (key, count) in counts.Left)
        {
            LogMessages.CountsCarried(log, count.Count, key.Action, key.Epoch);
            recorder.Gaps.Carry(key, count);
        }

        recorder.TryWriteGaps();
    }

    private static async Task TellLostEndAsync(EpochRecord previous, JournalLoop journal, Recorder recorder, ControlEvents events, ILogger log)
    {
        LogMessages.EndMayBeLost(log, previous.Epoch, previous.LastSequence + 1);
        if (!events.TryLostEnd(previous, out var told) || !await recorder.WaitDurable(told))
            throw new IOException("The audit journal takes no event: its disk fails, or audit.maxJournalBytes leaves no room beside what is to be sent.");
        await Task.Run(journal.EndIsTold);
    }

    /// <summary>The topic's cluster is reached like this from now on; all else of the plan stays.</summary>
    public void Use(ClusterPlan cluster)
    {
        if (!_cluster.IsReachedAs(cluster))
            _shipper.Use(cluster);
        _cluster = cluster;
    }

    public ValueTask DisposeAsync() => StopAsync(CancellationToken.None);

    /// <summary>
    /// Records what is still being counted and <c>audit.stop</c>, sends what it can in the time that the plan gives (none once
    /// <paramref name="hurry"/> is cancelled), and closes the journal.
    /// </summary>
    public async ValueTask StopAsync(CancellationToken hurry)
    {
        var began = Stopwatch.GetTimestamp();
        await _clock.DisposeAsync();
        await Ring.DisposeAsync();
        await Aggregator.StopAsync(Left());
        if (Recorder.Gaps.Any && !await Patiently.UntilAsync(Recorder.TryWriteGaps, Recorder, Left()) && !Recorder.TryWriteLastGaps())
            LogMessages.GapsLost(_log, Recorder.Gaps.Pending);
        Ladder.Tell(null);
        var last = 0L;
        if (!await Patiently.UntilAsync(() => _events.TryStop(out last), Recorder, Left()) || !await Recorder.WaitDurable(last))
            LogMessages.StopNotRecorded(_log);
        await _shipper.StopAsync(Left(), hurry);
        await _journal.DisposeAsync();
        _owned?.Dispose();

        TimeSpan Left() => !hurry.IsCancellationRequested && _patience - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
    }
}
