using System.Text;
using System.Text.Unicode;

namespace Compliance.Events;

/// <summary>Reads wire values; every length is checked against what remains. False means that the bytes hold no such value.</summary>
internal ref struct EventReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Offset { get; private set; }
    public readonly bool AtEnd => Offset == _bytes.Length;

    public bool Number(out long value)
    {
        var ok = Varint(out var raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return ok;
    }

    public bool Uuid(out Guid value)
    {
        var ok = Take(16, out var span);
        value = ok ? new Guid(span, bigEndian: true) : default;
        return ok;
    }

    public bool Text(out string value)
    {
        value = "";
        if (!Slice(out var span) || !Utf8.IsValid(span))
            return false;
        value = Encoding.UTF8.GetString(span);
        return true;
    }

    public bool Slice(out ReadOnlySpan<byte> span)
    {
        span = default;
        return Varint(out var length) && length <= (ulong)(_bytes.Length - Offset) && Take((int)length, out span);
    }

    public bool Skip(WireType wire) => wire switch
    {
        WireType.Number => Varint(out _),
        WireType.Uuid => Take(16, out _),
        _ => Slice(out _),
    };

    public bool Varint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (Offset == _bytes.Length)
                return false;
            var b = _bytes[Offset++];
            if (shift == 63 && b > 1)
                return false;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return true;
        }

        return false;
    }

    private bool Take(int count, out ReadOnlySpan<byte> span)
    {
        span = default;
        if (count > _bytes.Length - Offset)
            return false;
        span = _bytes.Slice(Offset, count);
        Offset += count;
        return true;
    }
}
