using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>A batch on its way to the topic.</summary>
/// <param name="end">The place in the journal behind its last event.</param>
/// <param name="bytes">Its size before compression.</param>
/// <param name="events">How many it holds.</param>
internal sealed class SentBatch(Cursor end, int bytes, int events)
{
    public Cursor End { get; } = end;
    public int Bytes { get; } = bytes;
    public int Events { get; } = events;

    /// <summary>Guarded by the lock of <see cref="SentBatches"/>.</summary>
    public bool Acknowledged { get; set; }
}
