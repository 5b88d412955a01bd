namespace Compliance.AuditSink.Archive.Columns;

/// <summary>Bytes that grow and are kept for the next row group. Owned by one column.</summary>
internal sealed class ByteBuffer(int room)
{
    private byte[] _bytes = new byte[room];

    public int Length { get; private set; }
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Room for that many more bytes; call <see cref="Advance"/> with what was used.</summary>
    public Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, Length + (long)count))));
        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Clear() => Length = 0;
}
