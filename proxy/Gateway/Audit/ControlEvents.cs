using Compliance.Events;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Audit.Ladder;

namespace Compliance.Gateway.Audit;

/// <summary>What the audit says about itself: that it began, ended, or has lost something. Any thread.</summary>
internal sealed class ControlEvents(Recorder recorder, TimeProvider time)
{
    /// <summary>The first event of every start. It cites what is durable of the start before, so a lost end of that shows.</summary>
    public bool TryStart(EpochRecord? previous, out long sequence)
    {
        var e = New(AuditAction.Start, "start", "success");
        e.Reason = previous switch
        {
            null => "The journal knows of no earlier start.",
            { Stopped: true } => "The start before ended with a clean stop.",
            _ => "The start before ended without a clean stop.",
        };
        if (previous is not null)
            (e.SeqEpoch, e.SeqFrom, e.SeqTo) = (previous.Epoch, 1, previous.LastSequence);
        return TryRecord(e, out sequence);
    }

    /// <summary>The second event of a start before which the machine went down: how many events are gone nobody knows, from which number on is known.</summary>
    public bool TryLostEnd(EpochRecord previous, out long sequence)
    {
        var e = New(AuditAction.Gap, "error", "failure");
        e.Reason = "The machine went down without a clean stop: events of its last moment (audit.fsyncInterval) may be missing, if there were any.";
        (e.SeqEpoch, e.SeqFrom) = (previous.Epoch, previous.LastSequence + 1);
        return TryRecord(e, out sequence);
    }

    public bool TryStop(out long sequence) => TryRecord(New(AuditAction.Stop, "end", "success"), out sequence);

    public bool TryGap(long epoch, long first, long last)
    {
        var e = New(AuditAction.Gap, "error", "failure");
        e.Reason = "Events of the journal could not be read back.";
        (e.SeqEpoch, e.SeqFrom, e.SeqTo) = (epoch, first, last);
        return recorder.Append(e);
    }

    /// <summary>More or less is held back from now on.</summary>
    public bool TryModeChange(RungChange change)
    {
        var e = New(AuditAction.ModeChange, "change", change.To > change.From ? "failure" : "success");
        e.Reason = $"From {change.From} to {change.To}: the journal is filled to {change.Percent} %.";
        return TryRecord(e, out _);
    }

    /// <summary>From here on times of events are told by a clock that was set.</summary>
    public bool TryClockJump(TimeSpan jump)
    {
        var e = New(AuditAction.ClockJump, "change", "unknown");
        e.Reason = ClockWatch.Describe(jump);
        return TryRecord(e, out _);
    }

    private AuditEvent New(string action, string type, string outcome) => new()
    {
        Timestamp = EventTime.Micros(time.GetUtcNow()),
        Category = "configuration",
        Type = type,
        Action = action,
        Outcome = outcome,
    };

    private bool TryRecord(AuditEvent e, out long sequence)
    {
        var taken = recorder.AppendControl(e);
        sequence = e.Sequence;
        return taken;
    }
}
