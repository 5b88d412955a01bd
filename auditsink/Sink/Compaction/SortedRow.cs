namespace Compliance.AuditSink.Compaction;

/// <summary>A row in the buffer of a <see cref="RowSort"/>: where its key and its bytes lie there, and where it came from.</summary>
internal readonly record struct SortedRow(int KeyStart, int KeyLength, int Length, int File, int Row)
{
    public int Start => KeyStart + KeyLength;
}
