using System.Buffers.Binary;

namespace Compliance.AuditSink.Compaction;

/// <summary>
/// A sorted run on the disk, read row by row. Owned by one <see cref="RowSort"/>; its file goes with Dispose.
/// <code>
/// row = key's length, file, row, length (i32 each)  key  bytes
/// </code>
/// </summary>
internal sealed class RowRun(string path) : IDisposable
{
    public const int HeadSize = 4 * sizeof(int);
    private const int BufferSize = 1 << 18;
    private readonly FileStream _stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.DeleteOnClose | FileOptions.SequentialScan);
    private byte[] _bytes = new byte[4096];
    private SortedRow _row;

    /// <summary>By their rows: key, file, row.</summary>
    public static IComparer<RowRun> Order { get; } = Comparer<RowRun>.Create(static (a, b) =>
    {
        var order = a.Key.SequenceCompareTo(b.Key);
        return order != 0 ? order : (a.File, a.Row).CompareTo((b.File, b.Row));
    });

    public ReadOnlySpan<byte> Key => _bytes.AsSpan(0, _row.KeyLength);
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_row.KeyLength, _row.Length);
    public int File => _row.File;
    public int Row => _row.Row;

    public static void WriteHead(Span<byte> head, SortedRow row)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head, row.KeyLength);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], row.File);
        BinaryPrimitives.WriteInt32LittleEndian(head[(2 * sizeof(int))..], row.Row);
        BinaryPrimitives.WriteInt32LittleEndian(head[(3 * sizeof(int))..], row.Length);
    }

    public bool MoveNext()
    {
        Span<byte> head = stackalloc byte[HeadSize];
        if (_stream.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false) < HeadSize)
            return false;
        _row = new SortedRow(
            0,
            BinaryPrimitives.ReadInt32LittleEndian(head),
            BinaryPrimitives.ReadInt32LittleEndian(head[(3 * sizeof(int))..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(int)..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[(2 * sizeof(int))..]));
        var size = _row.KeyLength + _row.Length;
        if (_bytes.Length < size)
            _bytes = new byte[size];
        _stream.ReadExactly(_bytes.AsSpan(0, size));
        return true;
    }

    public void Dispose() => _stream.Dispose();
}
