namespace Compliance.Kafka.Records;

/// <summary>
/// The headers of one record in their order, for <c>foreach</c>. Reading can't fail: they were checked when the record was reached.
/// <code>header = keyLength varint (&gt;= 0), key, valueLength varint (-1 null), value</code>
/// </summary>
public ref struct RecordHeaders
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _left;

    internal RecordHeaders(ReadOnlySpan<byte> bytes, int count)
    {
        _bytes = bytes;
        _left = count;
        Count = count;
    }

    public int Count { get; }

    public HeaderView Current { get; private set; }

    public readonly RecordHeaders GetEnumerator() => this;

    /// <summary>The value of the last header of a name, as most readers take it; empty: there is none, or it is empty or null.</summary>
    public readonly ReadOnlySpan<byte> Last(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> found = default;
        foreach (HeaderView header in this)
        {
            if (header.Key.SequenceEqual(name))
                found = header.Value;
        }

        return found;
    }

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        ZigZag.TryReadInt32(_bytes, ref _position, out int keyLength);
        ReadOnlySpan<byte> key = _bytes.Slice(_position, keyLength);
        _position += keyLength;
        ZigZag.TryReadInt32(_bytes, ref _position, out int valueLength);
        ReadOnlySpan<byte> value = _bytes.Slice(_position, Math.Max(0, valueLength));
        _position += value.Length;
        Current = new HeaderView(key, value, valueLength < 0);
        return true;
    }
}
