namespace Compliance.Kafka.Records;

/// <summary>
/// One record as ranges of its batch's plain bytes. It lives until the <see cref="BatchRebuilder"/> it came from moves on.
/// </summary>
public readonly ref struct RecordView
{
    private readonly ReadOnlySpan<byte> _headers;
    private readonly int _headerCount;

    internal RecordView(ReadOnlySpan<byte> plain, in RecordLayout layout, int index, long offset, int offsetDelta, long timestamp)
    {
        Key = plain.Slice(layout.KeyAt, Math.Max(0, layout.KeyLength));
        Value = plain.Slice(layout.ValueAt, Math.Max(0, layout.ValueLength));
        IsKeyNull = layout.KeyLength < 0;
        IsValueNull = layout.ValueLength < 0;
        Index = index;
        Offset = offset;
        OffsetDelta = offsetDelta;
        Timestamp = timestamp;
        _headers = plain[layout.HeadersAt..layout.End];
        _headerCount = layout.HeaderCount;
    }

    /// <summary>Position within the batch from 0, as Kafka's RecordErrors.BatchIndex counts.</summary>
    public int Index { get; }

    /// <summary>The record's offset in its partition; within a produce request counted from 0.</summary>
    public long Offset { get; }

    /// <summary>Distance to the batch's base offset (to the first record's in magic 0 and 1); gaps are normal after compaction.</summary>
    public int OffsetDelta { get; }

    /// <summary>Milliseconds since 1970 by the clock that the batch's <see cref="TimestampType"/> names; -1 in magic 0.</summary>
    public long Timestamp { get; }

    public ReadOnlySpan<byte> Key { get; }

    public bool IsKeyNull { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <summary>A tombstone.</summary>
    public bool IsValueNull { get; }

    public RecordHeaders Headers => new(_headers, _headerCount);
}
