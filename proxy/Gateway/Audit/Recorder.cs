using System.Buffers;
using Compliance.Events;
using Compliance.Gateway.Audit.Gaps;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Where the sessions hand in what happened, before the answer leaves. Any thread, each with an event of its own, which may be refilled as
/// soon as <see cref="Append"/> returns. Allocates nothing.
/// </summary>
internal sealed class Recorder(Journal journal, EventIds ids, string proxy, string version, GapTally? gaps = null, bool permitsWhenFull = false)
{
    private static readonly SearchValues<char> Printable = SearchValues.Create(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).ToArray());

    /// <summary>Whether evidence is taken now, without an event at hand.</summary>
    public bool Takes => journal.State is JournalState.Ok or JournalState.Filling;

    /// <summary>While the journal is full, what can't be recorded passes and is counted.</summary>
    public bool PermitsWhenFull => permitsWhenFull;

    public JournalState State => journal.State;

    /// <summary>What is missing, until that is recorded.</summary>
    public GapTally Gaps { get; } = gaps ?? new GapTally(TimeProvider.System);

    /// <summary>
    /// Sets identity and sequence and writes the event down. False: the journal does not take it, and what it tells of must not take place.
    /// A sequence of 0: it passes without evidence.
    /// </summary>
    public bool Append(AuditEvent e)
    {
        if ((!Gaps.Any || TryWriteGaps()) && TryAppend(e, isControl: false))
            return true;
        e.Sequence = 0;
        if (!permitsWhenFull || State == JournalState.Failed)
            return false;
        Gaps.Add(e, GapCause.Permitted);
        return true;
    }

    /// <summary>What the audit says of itself: into the room that is kept for that.</summary>
    public bool AppendControl(AuditEvent e) => TryAppend(e, isControl: true);

    /// <summary>Records what is missing, if the journal has room. True: nothing is left to tell.</summary>
    public bool TryWriteGaps() => Takes && Gaps.TryWrite(e => TryAppend(e, isControl: false));

    /// <summary>As <see cref="TryWriteGaps"/>, at a stop: into the room that is kept for the audit itself, if there is no other.</summary>
    public bool TryWriteLastGaps() => Gaps.TryWrite(AppendControl);

    /// <summary>True once the event of that sequence survives a power cut; false if the disk failed.</summary>
    public ValueTask<bool> WaitDurable(long sequence) => journal.WaitDurable(sequence);

    private bool TryAppend(AuditEvent e, bool isControl)
    {
        (e.Id, e.Proxy, e.ProxyVersion, e.Epoch) = (ids.Next(), proxy, version, journal.Epoch);
        e.ClientId = Plain(e.ClientId);
        e.ClientSoftwareName = Plain(e.ClientSoftwareName);
        e.ClientSoftwareVersion = Plain(e.ClientSoftwareVersion);
        e.Topic = Plain(e.Topic);
        e.GroupId = Plain(e.GroupId);
        e.TransactionalId = Plain(e.TransactionalId);
        return journal.Append(e, isControl);
    }

    // Sessions clean what clients send when they read it; whatever one of them forgets ends here, at the cost of one look.
    private static string? Plain(string? text) =>
        text is null || !text.AsSpan().ContainsAnyExcept(Printable) ? text : EventText.Clean(text);
}
