using System.Buffers.Binary;
using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// Reads the wire format from front to back, never behind the end that it is given. Stricter than some readers, which drop the upper bits
/// of a tag or a length that is too long: two readers must not see two messages.
/// </summary>
internal ref struct WireCursor(ReadOnlySpan<byte> bytes)
{
    internal const int MaxDepth = 100;
    private const int LongestVarint = 10;
    private const int LongestTag = 5;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int At { get; set; }

    internal readonly ReadOnlySpan<byte> Slice(int start, int end) => _bytes[start..end];

    internal bool TryReadTag(int end, out int number, out WireType wire)
    {
        var start = At;
        if (!TryReadVarint(end, out var tag) || tag > uint.MaxValue || At - start > LongestTag)
        {
            (number, wire) = (0, default);
            return false;
        }

        number = (int)(tag >> 3);
        wire = (WireType)(tag & 7);
        return number > 0 && wire <= WireType.Fixed32;
    }

    /// <summary>A length, and that so many bytes are there.</summary>
    internal bool TryReadLength(int end, out int length)
    {
        length = 0;
        if (!TryReadVarint(end, out var value) || value > (ulong)(end - At))
            return false;
        length = (int)value;
        return true;
    }

    internal bool TryReadVarint(int end, out ulong value)
    {
        value = 0;
        var most = Math.Min(end - At, LongestVarint);
        for (var i = 0; i < most; i++)
        {
            var next = _bytes[At + i];
            // The tenth byte has room for one bit.
            if (i == LongestVarint - 1 && next > 1)
                return false;
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next >= 0x80)
                continue;
            At += i + 1;
            return true;
        }

        return false;
    }

    internal bool TryReadFixed32(int end, out uint value)
    {
        value = 0;
        if (end - At < sizeof(uint))
            return false;
        value = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[At..]);
        At += sizeof(uint);
        return true;
    }

    internal bool TryReadFixed64(int end, out ulong value)
    {
        value = 0;
        if (end - At < sizeof(ulong))
            return false;
        value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[At..]);
        At += sizeof(ulong);
        return true;
    }

    /// <summary>Passes over what follows the tag.</summary>
    internal bool TrySkip(int number, WireType wire, int end, int depth)
    {
        switch (wire)
        {
            case WireType.Varint:
                return TryReadVarint(end, out _);
            case WireType.Fixed64:
                return TryReadFixed64(end, out _);
            case WireType.Fixed32:
                return TryReadFixed32(end, out _);
            case WireType.Length when TryReadLength(end, out var length):
                At += length;
                return true;
            case WireType.StartGroup when depth < MaxDepth:
                while (TryReadTag(end, out var inner, out var innerWire))
                {
                    if (innerWire == WireType.EndGroup)
                        return inner == number;
                    if (!TrySkip(inner, innerWire, end, depth + 1))
                        return false;
                }

                return false;
            default:
                return false;
        }
    }
}
