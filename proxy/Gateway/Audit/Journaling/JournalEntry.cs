namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// What a reader finds next: one encoded event, or that events are missing. Stands until the reader goes on.
/// </summary>
/// <param name="proxy">Under whose name.</param>
/// <param name="epoch">In which start.</param>
/// <param name="first">Sequence of the event, or of the first that is missing.</param>
/// <param name="last">The same, or of the last that is missing.</param>
/// <param name="encoded">The event; empty where events are missing.</param>
internal readonly ref struct JournalEntry(string proxy, long epoch, long first, long last, ReadOnlySpan<byte> encoded)
{
    public string Proxy { get; } = proxy;
    public long Epoch { get; } = epoch;
    public long First { get; } = first;
    public long Last { get; } = last;
    public ReadOnlySpan<byte> Encoded { get; } = encoded;
    public bool IsGap => Encoded.IsEmpty;
}
