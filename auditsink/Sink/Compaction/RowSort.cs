using System.Runtime.InteropServices;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// Sorts rows by a key, and rows of one key as they came, in bounded memory: what fills the buffer becomes a sorted run on the disk, and the runs
/// are merged.
/// <code>
/// Add* --buffer full--> run on the disk ... Add* --Merge--> rows in order --Dispose--> runs removed
/// </code>
/// One owner; not thread-safe.
/// </summary>
/// <param name="place">Beginning of the runs' paths.</param>
/// <param name="capacity">Bytes of the buffer.</param>
internal sealed class RowSort(string place, int capacity = RowSort.UsualCapacity) : IDisposable
{
    public const int UsualCapacity = 64 << 20;
    private readonly List<SortedRow> _rows = [];
    private readonly List<RowRun> _runs = [];
    private byte[] _buffer = new byte[capacity];
    private int _used;

    /// <summary>Rows of a file come in its order, files by their numbers.</summary>
    public void Add(ReadOnlySpan<byte> key, int file, int row, ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _used < key.Length + bytes.Length)
            MakeRoom(key.Length + bytes.Length);
        _rows.Add(new SortedRow(_used, key.Length, bytes.Length, file, row));
        key.CopyTo(_buffer.AsSpan(_used));
        bytes.CopyTo(_buffer.AsSpan(_used + key.Length));
        _used += key.Length + bytes.Length;
    }

    /// <summary>The run that stands at the next row, again and again; each is valid until the next.</summary>
    public IEnumerable<RowRun> Merge()
    {
        if (_rows.Count > 0)
            Spill();
        _buffer = [];
        var next = new PriorityQueue<RowRun, RowRun>(_runs.Where(run => run.MoveNext()).Select(run => (run, run)), RowRun.Order);
        while (next.TryDequeue(out var run, out _))
        {
            yield return run;
            if (run.MoveNext())
                next.Enqueue(run, run);
        }
    }

    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private void MakeRoom(int size)
    {
        if (_rows.Count > 0)
            Spill();
        if (_buffer.Length < size)
            _buffer = new byte[size];
    }

    private void Spill()
    {
        var rows = CollectionsMarshal.AsSpan(_rows);
        rows.Sort(Compare);
        var path = $"{place}.run{_runs.Count}";
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18))
        {
            Span<byte> head = stackalloc byte[RowRun.HeadSize];
            foreach (var row in rows)
            {
                RowRun.WriteHead(head, row);
                file.Write(head);
                file.Write(_buffer, row.KeyStart, row.KeyLength + row.Length);
            }
        }

        _runs.Add(new RowRun(path));
        _rows.Clear();
        _used = 0;
    }

    private int Compare(SortedRow a, SortedRow b)
    {
        var order = _buffer.AsSpan(a.KeyStart, a.KeyLength).SequenceCompareTo(_buffer.AsSpan(b.KeyStart, b.KeyLength));
        return order != 0 ? order : (a.File, a.Row).CompareTo((b.File, b.Row));
    }
}
