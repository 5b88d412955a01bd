using System.Buffers;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Search.Documents;

namespace Compliance.Search.Bulk;

/// <summary>
/// Documents of one partition that travel together, and where the partition stands behind them. Filled by the outlet, then owned by the
/// one task that sends it; its buffer is dropped with it.
/// </summary>
internal sealed class BulkBatch(int partition)
{
    private readonly ArrayBufferWriter<byte> _body = new(1 << 16);
    private readonly List<BulkItem> _items = [];

    public int Partition { get; } = partition;
    public int Bytes => _body.WrittenCount;
    public IReadOnlyList<BulkItem> Items => _items;

    /// <summary>The offset behind the last record whose events are in here.</summary>
    public long Next { get; set; }
    public IReadOnlyList<SequenceMark> Sequences { get; set; } = [];

    public void Add(AuditEvent e, DocumentWriter writer)
    {
        var start = _body.WrittenCount;
        writer.Write(e, _body);
        _items.Add(new BulkItem(e.Id, start, _body.WrittenCount - start));
    }

    /// <summary>Two lines as they were written once, each without its end.</summary>
    public void Add(Guid id, ReadOnlySpan<byte> action, ReadOnlySpan<byte> document)
    {
        var start = _body.WrittenCount;
        _body.Write(action);
        _body.Write("\n"u8);
        _body.Write(document);
        _body.Write("\n"u8);
        _items.Add(new BulkItem(id, start, _body.WrittenCount - start));
    }

    public ReadOnlyMemory<byte> Lines(BulkItem item) => _body.WrittenMemory.Slice(item.Start, item.Length);
}
