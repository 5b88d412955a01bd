using System.Buffers;
using Compliance.Events;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Where the sessions hand in what happened, before the answer leaves. Any thread, each with an event of its own, which may be refilled as
/// soon as <see cref="Append"/> returns. Allocates nothing.
/// </summary>
internal sealed class Recorder(Journal journal, EventIds ids, string proxy, string version)
{
    private static readonly SearchValues<char> Printable = SearchValues.Create(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).ToArray());

    /// <summary>Whether evidence is taken now, without an event at hand.</summary>
    public bool Takes => journal.State is JournalState.Ok or JournalState.Filling;

    public JournalState State => journal.State;

    /// <summary>
    /// Sets identity and sequence and writes the event down. False: the journal does not take it, and what it tells of must not take place.
    /// </summary>
    public bool Append(AuditEvent e)
    {
        (e.Id, e.Proxy, e.ProxyVersion, e.Epoch) = (ids.Next(), proxy, version, journal.Epoch);
        e.ClientId = Plain(e.ClientId);
        e.ClientSoftwareName = Plain(e.ClientSoftwareName);
        e.ClientSoftwareVersion = Plain(e.ClientSoftwareVersion);
        e.Topic = Plain(e.Topic);
        e.GroupId = Plain(e.GroupId);
        e.TransactionalId = Plain(e.TransactionalId);
        return journal.Append(e);
    }

    /// <summary>True once the event of that sequence survives a power cut; false if the disk failed.</summary>
    public ValueTask<bool> WaitDurable(long sequence) => journal.WaitDurable(sequence);

    // Sessions clean what clients send when they read it; whatever one of them forgets ends here, at the cost of one look.
    private static string? Plain(string? text) =>
        text is null || !text.AsSpan().ContainsAnyExcept(Printable) ? text : EventText.Clean(text);
}
