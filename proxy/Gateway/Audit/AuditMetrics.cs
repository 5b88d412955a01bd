using System.Diagnostics.Metrics;
using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;

namespace Compliance.Gateway.Audit;

/// <summary>
/// The audit room's instruments. What the data path counts is read when somebody asks, so an event costs no instrument. Owner: the audit
/// trail; any thread.
/// </summary>
internal sealed class AuditMetrics
{
    private readonly Instruments _instruments;
    private readonly LatencyCell _fsync;
    private readonly Histogram<double> _exported;
    private readonly TimeProvider _time;
    private readonly Count _shipped = new();
    private readonly Count _batches = new();
    private readonly Count _gaps = new();
    private readonly Count _clockJumps = new();
    private long _largestBatch;
    private long _oldest;

    public AuditMetrics(Instruments instruments, TimeProvider time)
    {
        (_instruments, _time, _fsync) = (instruments, time, new LatencyCell(Labels.None, new LatencyScale(time)));
        _exported = instruments.Histogram("compliance.audit.fsync.duration", "Time of one group commit of the journal", LatencyScale.Bounds, () => [_fsync.Read()]);
        instruments.Counter("compliance.audit.shipped", "{event}", "Events acknowledged by the audit topic", () => _shipped.Value);
        instruments.Counter("compliance.audit.batches", "{batch}", "Batches acknowledged by the audit topic", () => _batches.Value);
        instruments.Gauge("compliance.audit.largest_batch", "By", "The largest batch that was sent", () => Volatile.Read(ref _largestBatch));
        instruments.Counter("compliance.audit.gaps", "{event}", "Events of the journal that could not be read and are reported as missing", () => _gaps.Value);
        instruments.Counter("compliance.audit.clock.jumps", "{jump}", "Times that the machine's clock was set by a second or more; audit.clock_jump tells of each", () => _clockJumps.Value);
        instruments.Gauge("compliance.audit.oldest.age", "s", "Age of the oldest event that is being sent and not acknowledged; 0: there is none", Age);
    }

    /// <summary>Adds what is read off the journal itself.</summary>
    public void Observe(JournalLoop loop, AuditPlan plan)
    {
        var journal = loop.Journal;
        _instruments.Counter("compliance.audit.events", "{event}", "Events taken", () => journal.Counts.Events);
        _instruments.Counter("compliance.audit.journaled", "By", "Bytes of journal written for events", () => journal.Counts.Bytes);
        _instruments.Counter("compliance.audit.refused", "{event}", "Events refused, and with them what they tell of", () => journal.Counts.Refused);
        _instruments.Gauge("compliance.audit.backlog", "By", "Journal that the audit topic has not acknowledged", () => loop.Backlog);
        _instruments.Gauge("compliance.audit.disk", "By", "Journal on disk, which audit.maxJournalBytes bounds", () => loop.DiskBytes);
        _instruments.Gauge("compliance.audit.disk.limit", "By", "The bound audit.maxJournalBytes", () => plan.MaxJournalBytes);
        _instruments.Gauge("compliance.audit.filled", "1", "Part of the journal that is filled, from 0 to 1", () => loop.Ladder.Filled);
        _instruments.Gauge("compliance.audit.rung", null, "Held back: 0 nothing, 1 clients slowed down, 2 strict requests refused, 3 journal full, 4 journal failed", () => (int)loop.Ladder.Rung);
        _instruments.Gauge("compliance.audit.state", null, "0 ok, 1 filling, 2 full, 3 failed", () => (int)journal.State);
    }

    public void Observe(Aggregator aggregator, EventRing ring, GapTally gaps)
    {
        _instruments.Gauge("compliance.audit.aggregates", "{kind}", "Kinds of event that are counted together now, which audit.maxAggregates bounds", () => aggregator.Kinds);
        _instruments.Gauge("compliance.audit.best_effort", "{event}", "Best-effort events that wait in memory, which audit.maxBestEffortEvents bounds", () => ring.Count);
        _instruments.Counter("compliance.audit.dropped", "{event}", "Best-effort events dropped; audit.gap counts them", () => gaps.DroppedCount);
        _instruments.Counter("compliance.audit.permitted", "{event}", "Events that passed without evidence while the journal was full (audit.onFull: permit); audit.gap counts them", () => gaps.PermittedCount);
    }

    public void Observe(LadderCounts held)
    {
        _instruments.Counter("compliance.audit.throttled", "{request}", "Answers that told their client to wait, because the journal fills up", () => held.Slowed);
        _instruments.Counter("compliance.audit.held_back", "{request}", "Requests and fetched topics refused with a retriable error for want of room in the journal", () => held.Refused);
    }

    /// <summary>Ticks of the clock.</summary>
    public void Fsync(long took) => _fsync.Record(took, _exported);

    /// <summary>A batch goes out whose first event is of that time, in microseconds since the Unix epoch.</summary>
    public void Sending(long firstEvent) => Volatile.Write(ref _oldest, firstEvent);

    public void Shipped(long events, int bytes)
    {
        _shipped.Add(events);
        _batches.Add();
        Volatile.Write(ref _oldest, 0);
        if (bytes > _largestBatch)
            Volatile.Write(ref _largestBatch, bytes);
    }

    public void ClockJumped() => _clockJumps.Add();

    public void Gap(long events) => _gaps.Add(events);

    private double Age()
    {
        var oldest = Volatile.Read(ref _oldest);
        return oldest == 0 ? 0 : Math.Max(0, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds - (oldest / 1e6));
    }
}
