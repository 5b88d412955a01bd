using Apache.Arrow;
using Compliance.Events.Archive;
using Compliance.Ledger.Merkle;

namespace Compliance.Ledger.Rows;

/// <summary>
/// The tree over a file's rows in their order, while the file is written or read. Owned by whoever does that; not thread-safe.
/// <para>
/// Beside the root it keeps the roots of equal spans of rows, at most <see cref="MaxSpans"/>: when there are more, neighbours join and a
/// span has twice as many rows. They say where a file differs, at 32 bytes a span instead of a row.
/// </para>
/// </summary>
public sealed class RowTree : IDisposable
{
    public const int MaxSpans = 128;

    private readonly TreeHasher _hasher = new();
    private readonly RowEncoder _encoder = new();
    private readonly CompactRange _open;
    private readonly List<TreeHash> _spans = [];

    private readonly bool _fixed;

    /// <param name="rows">Of a file being checked, the rows that it should have: its spans are those of the writer then. 0: not known yet.</param>
    public RowTree(long rows = 0)
    {
        _open = new CompactRange(_hasher);
        _fixed = rows > 0;
        while (rows / SpanRows > MaxSpans)
            SpanRows *= 2;
    }

    public long Rows { get; private set; }

    /// <summary>Rows of a span, a power of two; the last span may have fewer.</summary>
    public long SpanRows { get; private set; } = 1;

    public void Append(RecordBatch batch)
    {
        _encoder.Open(batch);
        for (var i = 0; i < batch.Length; i++)
            Append(_hasher.PrefixedLeaf(_encoder.Leaf(i)));
    }

    /// <summary>As <see cref="Append(RecordBatch)"/>, and hands each row on.</summary>
    public void Append(RecordBatch batch, RowTaker take, bool isCompacted = false)
    {
        _encoder.Open(batch, isCompacted ? OriginColumns.Fields.Count : 0);
        for (var i = 0; i < batch.Length; i++)
        {
            var row = _encoder.Leaf(i);
            var leaf = _hasher.PrefixedLeaf(row);
            Append(leaf);
            take(i, row[1..], leaf);
        }
    }

    /// <summary>A leaf that is known already.</summary>
    public void Append(TreeHash leaf)
    {
        Rows++;
        _open.Append(leaf);
        if (_open.Size < SpanRows)
            return;
        if (_spans.Count == MaxSpans && !_fixed)
            Join();
        if (_open.Size < SpanRows)
            return;
        _spans.Add(_open.Root());
        _open.Clear();
    }

    public TreeHash Root()
    {
        var whole = new CompactRange(_hasher);
        foreach (var span in _spans)
            whole.Append(span);
        return _open.Size == 0 ? whole.Root() : whole.Fold(_open.Root());
    }

    /// <summary>The roots of all spans, the last one included that is not full.</summary>
    public IReadOnlyList<TreeHash> Spans() => _open.Size == 0 ? [.. _spans] : [.. _spans, _open.Root()];

    /// <summary>The first row of the first span that is not as the file's entry has it; null: no span tells.</summary>
    public long? FirstDifferent(ArchiveFile file)
    {
        var (written, found) = (SpanList.Read(file.Spans ?? ""), Spans());
        for (var i = 0; i < written.Count && i < found.Count; i++)
        {
            if (written[i] != found[i])
                return i * SpanRows;
        }

        return null;
    }

    public void Dispose() => _hasher.Dispose();

    private void Join()
    {
        for (var i = 0; i < MaxSpans / 2; i++)
            _spans[i] = _hasher.Node(_spans[2 * i], _spans[(2 * i) + 1]);
        _spans.RemoveRange(MaxSpans / 2, MaxSpans / 2);
        SpanRows *= 2;
    }
}
