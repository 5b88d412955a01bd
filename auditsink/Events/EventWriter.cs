using System.Buffers;
using System.Text;

namespace Compliance.Events;

/// <summary>Writes wire values into a buffer writer, a span at a time. Lives for one event; allocates nothing.</summary>
internal ref struct EventWriter
{
    private const int MaxVarint = 10;
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;

    public EventWriter(IBufferWriter<byte> output, int hint)
    {
        _output = output;
        _span = output.GetSpan(hint);
        _used = 0;
    }

    public void Byte(byte value)
    {
        Room(1);
        _span[_used++] = value;
    }

    // key = varint(id << 2 | wire type)
    public void Key(int id, WireType wire) => Varint((ulong)((id << 2) | (int)wire));

    public void Number(long value) => Varint(Zigzag(value));

    public void Uuid(Guid value)
    {
        Room(16);
        value.TryWriteBytes(_span[_used..], bigEndian: true, out _);
        _used += 16;
    }

    // text = varint(bytes) UTF-8
    public void Text(ReadOnlySpan<char> value)
    {
        Room(MaxVarint + (value.Length * 3));

        // Nearly every text: one pass over it, and a length of one byte.
        if (value.Length < 0x80 && Ascii.FromUtf16(value, _span[(_used + 1)..], out var ascii) == OperationStatus.Done)
        {
            _span[_used] = (byte)ascii;
            _used += 1 + ascii;
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)length);
        _used += Encoding.UTF8.GetBytes(value, _span[_used..]);
    }

    public void Varint(ulong value)
    {
        Room(MaxVarint);
        while (value >= 0x80)
        {
            _span[_used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _span[_used++] = (byte)value;
    }

    public void Finish()
    {
        _output.Advance(_used);
        _span = default;
    }

    public static int NumberSize(long value) => VarintSize(Zigzag(value));

    public static int TextSize(ReadOnlySpan<char> value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        return VarintSize((ulong)length) + length;
    }

    private static int VarintSize(ulong value) => (70 - (int)ulong.LeadingZeroCount(value | 1)) / 7;

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private void Room(int bytes)
    {
        if (_span.Length - _used >= bytes)
            return;
        _output.Advance(_used);
        _span = _output.GetSpan(bytes);
        _used = 0;
    }
}
