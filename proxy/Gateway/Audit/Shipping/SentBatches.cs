using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit.Shipping;

/// <summary>
/// What is on its way, in the order of sending; bounded by its bytes. The journal is released only up to the first batch that is not
/// acknowledged. Added to by the session, acknowledged on the producer's thread.
/// </summary>
internal sealed class SentBatches
{
    private readonly Lock _gate = new();
    private readonly Queue<SentBatch> _batches = new();
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _batches.Count == 0;
        }
    }

    public SentBatch Add(Cursor end, int bytes, int events)
    {
        var batch = new SentBatch(end, bytes, events);
        lock (_gate)
        {
            _batches.Enqueue(batch);
            _bytes += bytes;
        }

        return batch;
    }

    /// <summary>The place up to which everything is acknowledged now, if that has changed.</summary>
    public Cursor? Acknowledge(SentBatch batch)
    {
        Cursor? end = null;
        lock (_gate)
        {
            batch.Acknowledged = true;
            while (_batches.TryPeek(out var first) && first.Acknowledged)
            {
                _batches.Dequeue();
                _bytes -= first.Bytes;
                end = first.End;
            }
        }

        return end;
    }
}
