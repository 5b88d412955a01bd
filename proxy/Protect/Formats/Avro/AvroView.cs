namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// Reads Avro's bytes from front to back; false: they end too early, or are no such value. Numbers are zigzag varints of at most 5 or 10
/// bytes, padded or not, as Avro's own readers take them.
/// </summary>
internal ref struct AvroView(ReadOnlySpan<byte> bytes)
{
    private const int MaxIntBytes = 5;
    private const int MaxLongBytes = 10;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int At { get; private set; }

    internal readonly bool IsAtEnd => At == _bytes.Length;

    internal readonly int Left => _bytes.Length - At;

    internal readonly ReadOnlySpan<byte> Since(int start) => _bytes[start..At];

    internal bool TryLong(out long value) => TryVarint(MaxLongBytes, out value);

    internal bool TryInt(out int value)
    {
        var isRead = TryVarint(MaxIntBytes, out var wide);
        value = (int)wide;
        return isRead && wide == value;
    }

    internal bool TryTake(int count, out ReadOnlySpan<byte> taken)
    {
        if (count < 0 || count > Left)
        {
            taken = default;
            return false;
        }

        taken = _bytes.Slice(At, count);
        At += count;
        return true;
    }

    /// <summary>Bytes or text behind their length.</summary>
    internal bool TryBytes(out ReadOnlySpan<byte> taken)
    {
        if (TryLong(out var length) && length <= Left)
            return TryTake((int)Math.Max(length, -1), out taken);
        taken = default;
        return false;
    }

    private bool TryVarint(int most, out long value)
    {
        ulong read = 0;
        for (var i = 0; i < most && At < _bytes.Length; i++)
        {
            var next = _bytes[At++];
            read |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                value = (long)(read >> 1) ^ -(long)(read & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }
}
