namespace Compliance.Ledger.Rows;

/// <summary>Bytes of the row being written, kept from row to row. One owner.</summary>
internal sealed class RowBuffer
{
    private const int MaxVarint = 10;
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Byte(byte value)
    {
        Room(1);
        _bytes[_length++] = value;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Room(value.Length);
        value.CopyTo(_bytes.AsSpan(_length));
        _length += value.Length;
    }

    public void Number(long value) => Varint(Zigzag(value));

    public void Varint(ulong value)
    {
        Room(MaxVarint);
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_length++] = (byte)value;
    }

    public static int NumberSize(long value) => VarintSize(Zigzag(value));

    public static int VarintSize(ulong value) => (70 - (int)ulong.LeadingZeroCount(value | 1)) / 7;

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private void Room(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
    }
}
