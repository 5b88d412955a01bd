using Compliance.AuditSink.Intake;
using Compliance.Search.Bulk;
using Compliance.Search.Documents;
using Compliance.Search.Position;

namespace Compliance.AuditSink.Search;

/// <summary>One partition on its way into the index: the batch being filled, and the newest one known to be in. Not thread-safe.</summary>
internal sealed class SearchPartition(int partition, SearchCursor cursor, string target, RecordReader reader, DocumentWriter writer, TimeProvider time)
{
    private BulkBatch _batch = new(partition);
    private BulkBatch? _settled;
    private long _batchStarted;

    public int Documents => _batch.Items.Count;
    public int Bytes => _batch.Bytes;
    public bool IsEmpty => _batch.Next == 0;
    public TimeSpan Age => IsEmpty ? TimeSpan.Zero : time.GetElapsedTime(_batchStarted);

    public void Take(long offset, long timestamp, byte[]? value)
    {
        if (IsEmpty)
            _batchStarted = time.GetTimestamp();
        reader.Read(offset, timestamp, value, e => _batch.Add(e, writer));
        _batch.Next = offset + 1;
    }

    /// <summary>Hands over what was gathered and begins a new batch.</summary>
    public BulkBatch Detach()
    {
        var batch = _batch;
        batch.Sequences = reader.Sequences.ToMarks();
        _batch = new BulkBatch(partition);
        return batch;
    }

    /// <summary>All documents up to the end of this batch are settled.</summary>
    public void Settled(BulkBatch batch) => _settled = batch;

    /// <summary>Writes down how far the index is, if it moved.</summary>
    public async Task<long?> SaveAsync(CancellationToken stop)
    {
        if (_settled is not { } settled)
            return null;
        await cursor.SaveAsync(target, settled, stop);
        _settled = null;
        return settled.Next;
    }
}
