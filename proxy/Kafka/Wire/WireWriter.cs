using System.Buffers.Binary;

namespace Compliance.Kafka.Wire;

/// <summary>
/// Writes Kafka's primitives, big-endian. Without a target it only counts, so that one piece of code first measures and
/// then writes: what it writes always fits what it measured. Writing past the target's end throws, as a span does.
/// </summary>
public ref struct WireWriter
{
    private readonly Span<byte> _target;
    private readonly bool _counts;

    public WireWriter(Span<byte> target) => _target = target;

    private WireWriter(bool counts) => _counts = counts;

    /// <summary>Bytes written, or counted, so far.</summary>
    public int Position { get; private set; }

    /// <summary>A writer that writes nowhere and counts.</summary>
    public static WireWriter Counter() => new(counts: true);

    public void Int8(sbyte value)
    {
        Span<byte> at = Take(1);
        if (!_counts)
            at[0] = (byte)value;
    }

    public void Int16(short value)
    {
        Span<byte> at = Take(2);
        if (!_counts)
            BinaryPrimitives.WriteInt16BigEndian(at, value);
    }

    public void Int32(int value)
    {
        Span<byte> at = Take(4);
        if (!_counts)
            BinaryPrimitives.WriteInt32BigEndian(at, value);
    }

    public void Int64(long value)
    {
        Span<byte> at = Take(8);
        if (!_counts)
            BinaryPrimitives.WriteInt64BigEndian(at, value);
    }

    public void Float64(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    public void Uuid(Guid value)
    {
        Span<byte> at = Take(16);
        if (!_counts)
            value.TryWriteBytes(at, bigEndian: true, out _);
    }

    /// <summary>Unsigned LEB128.</summary>
    public void UVarint(uint value)
    {
        Span<byte> at = Take(Varint.Size(value));
        if (!_counts)
            Varint.Write(at, value);
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Span<byte> at = Take(bytes.Length);
        if (!_counts)
            bytes.CopyTo(at);
    }

    /// <summary>uvarint length + 1 or int16 length; bytes.</summary>
    /// <exception cref="ArgumentException">Longer than 32767 bytes.</exception>
    public void String(ReadOnlySpan<byte> utf8, bool compact)
    {
        if (utf8.Length > short.MaxValue)
            throw new ArgumentException($"A string of {utf8.Length} bytes: Kafka admits {short.MaxValue}.", nameof(utf8));
        if (compact)
            UVarint((uint)utf8.Length + 1);
        else
            Int16((short)utf8.Length);
        Raw(utf8);
    }

    /// <summary>uvarint 0 or int16 -1.</summary>
    public void NullString(bool compact)
    {
        if (compact)
            UVarint(0);
        else
            Int16(-1);
    }

    /// <summary>Length of bytes or records, count of an array: uvarint length + 1 or int32 length; -1 is null.</summary>
    public void Length(int length, bool compact)
    {
        if (compact)
            UVarint((uint)(length + 1));
        else
            Int32(length);
    }

    private Span<byte> Take(int size)
    {
        Span<byte> at = _counts ? default : _target.Slice(Position, size);
        Position += size;
        return at;
    }
}
