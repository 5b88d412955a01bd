using Compliance.Events;
using Compliance.Events.Archive;

namespace Compliance.AuditSink.Intake;

/// <summary>
/// Which events of one proxy and epoch have come: all below <see cref="Next"/> but the missing ones. An event comes once: one that was
/// seen is a repeat; one that was missing and comes late is taken. Owned by one partition's reader; not thread-safe.
/// </summary>
internal sealed class SequenceState(string proxy, long epoch)
{
    // A proxy whose events are torn into more pieces than this is broken beyond what late arrivals can mend.
    private const int MaxMissing = 256;
    private readonly List<(long First, long Last)> _missing = [];

    public string Proxy { get; } = proxy;
    public long Epoch { get; } = epoch;
    public long Next { get; private set; } = AuditEvent.FirstSequence;

    /// <summary>The hole in front of a batch that begins at that sequence, noted as missing from now on; null if there is none.</summary>
    public (long First, long Last)? Jump(long first)
    {
        if (first <= Next)
            return null;
        var hole = (Next, first - 1);
        if (_missing.Count == MaxMissing)
            _missing.RemoveAt(0);
        _missing.Add(hole);
        Next = first;
        return hole;
    }

    /// <summary>True if the event is new. Sequences of a batch come one by one, after <see cref="Jump"/>.</summary>
    public bool Take(long sequence)
    {
        if (sequence < Next)
            return TakeMissing(sequence);
        Next = sequence + 1;
        return true;
    }

    public SequenceMark ToMark() => new(Proxy, Epoch, Next, [.. _missing.Select(hole => new[] { hole.First, hole.Last })]);

    public static SequenceState From(SequenceMark mark)
    {
        var state = new SequenceState(mark.Proxy, mark.Epoch) { Next = mark.Next };
        state._missing.AddRange(mark.Missing.Select(hole => (hole[0], hole[1])));
        return state;
    }

    private bool TakeMissing(long sequence)
    {
        var at = _missing.FindIndex(hole => sequence >= hole.First && sequence <= hole.Last);
        if (at < 0)
            return false;
        var (first, last) = _missing[at];
        _missing.RemoveAt(at);
        if (sequence < last)
            _missing.Insert(at, (sequence + 1, last));
        if (sequence > first)
            _missing.Insert(at, (first, sequence - 1));
        return true;
    }
}
