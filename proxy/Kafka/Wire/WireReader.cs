using System.Buffers.Binary;

namespace Compliance.Kafka.Wire;

/// <summary>
/// Reads Kafka's primitives, big-endian, from one span. Never throws: the first fault sticks, and from then on every
/// read gives zero or empty, so that a caller may read a whole struct and look at <see cref="Fault"/> once.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxString = short.MaxValue;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;
    private FaultKind? _fault;
    private int _faultAt;

    public readonly int Position => _position;
    public readonly int Remaining => _bytes.Length - _position;
    public readonly bool Failed => _fault.HasValue;
    public readonly WireFault? Fault => _fault is { } kind ? new WireFault(kind, _faultAt) : null;

    public sbyte Int8() => (sbyte)(Take(1) is { Length: 1 } b ? b[0] : 0);
    public short Int16() => Take(2) is { Length: 2 } b ? BinaryPrimitives.ReadInt16BigEndian(b) : (short)0;
    public int Int32() => Take(4) is { Length: 4 } b ? BinaryPrimitives.ReadInt32BigEndian(b) : 0;
    public long Int64() => Take(8) is { Length: 8 } b ? BinaryPrimitives.ReadInt64BigEndian(b) : 0;
    public Guid Uuid() => Take(16) is { Length: 16 } b ? new Guid(b, bigEndian: true) : Guid.Empty;

    /// <summary>Unsigned LEB128 of at most 5 bytes and 32 bits.</summary>
    public uint UVarint()
    {
        if (Failed)
            return 0;
        int length = Varint.Read(_bytes[_position..], out uint value);
        if (length <= 0)
        {
            Fail(length == Varint.Truncated ? FaultKind.Truncated : FaultKind.BadVarint);
            return 0;
        }

        _position += length;
        return value;
    }

    /// <summary>int16 length, bytes; null (-1) gives false.</summary>
    public bool ClassicString(out ReadOnlySpan<byte> utf8)
    {
        int length = Int16();
        return Content(length, MaxString, out utf8);
    }

    /// <summary>uvarint length + 1, bytes; null (0) gives false.</summary>
    public bool CompactString(out ReadOnlySpan<byte> utf8)
    {
        long length = (long)UVarint() - 1;
        return Content(length, MaxString, out utf8);
    }

    /// <summary>int32 length, bytes; null (-1) gives false.</summary>
    public bool ClassicBytes(out ReadOnlySpan<byte> content)
    {
        int length = Int32();
        return Content(length, int.MaxValue, out content);
    }

    /// <summary>uvarint length + 1, bytes; null (0) gives false.</summary>
    public bool CompactBytes(out ReadOnlySpan<byte> content)
    {
        long length = (long)UVarint() - 1;
        return Content(length, int.MaxValue, out content);
    }

    /// <summary>uvarint count, then uvarint tag, uvarint size, payload for each: passed over.</summary>
    public void SkipTags()
    {
        uint count = UVarint();
        for (uint i = 0; i < count && !Failed; i++)
        {
            UVarint();
            uint size = UVarint();
            if (size > (uint)Remaining)
                Fail(FaultKind.Truncated);
            else
                _position += (int)size;
        }
    }

    private bool Content(long length, int max, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (Failed || length == -1)
            return false;
        if (length < -1 || length > max)
            Fail(FaultKind.BadLength);
        else if (length > Remaining)
            Fail(FaultKind.Truncated);
        if (Failed)
            return false;
        content = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (Failed || Remaining < size)
        {
            Fail(FaultKind.Truncated);
            return default;
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(_position, size);
        _position += size;
        return taken;
    }

    private void Fail(FaultKind kind)
    {
        if (Failed)
            return;
        _fault = kind;
        _faultAt = _position;
    }
}
