using System.Buffers.Binary;
using System.Text;

namespace Compliance.Events;

/// <summary>
/// One record of the audit topic, read in place: consecutive events of one proxy and epoch. Stays valid as long as the bytes do.
/// <code>
/// batch = format:u8 crc32c:u32 epoch:i64 first:i64 last:i64 count:i32 nameLength:u16 name:utf8 (length:i32 event)*count
/// </code>
/// All big-endian; the checksum covers everything behind itself. Not compressed: the producer compresses.
/// </summary>
public ref struct EventBatchView
{
    public const byte Format = 1;
    internal const int CrcAt = 1;
    internal const int EpochAt = 5;
    internal const int FirstAt = 13;
    internal const int LastAt = 21;
    internal const int CountAt = 29;
    internal const int NameAt = 33;
    internal const int FixedHeader = 35;

    private ReadOnlySpan<byte> _rest;

    private EventBatchView(ReadOnlySpan<byte> bytes, string proxy, ReadOnlySpan<byte> events)
    {
        Proxy = proxy;
        Epoch = BinaryPrimitives.ReadInt64BigEndian(bytes[EpochAt..]);
        First = BinaryPrimitives.ReadInt64BigEndian(bytes[FirstAt..]);
        Last = BinaryPrimitives.ReadInt64BigEndian(bytes[LastAt..]);
        Count = BinaryPrimitives.ReadInt32BigEndian(bytes[CountAt..]);
        _rest = events;
    }

    public string Proxy { get; }
    public long Epoch { get; }

    /// <summary>Sequence of the first event; those of the others follow one by one.</summary>
    public long First { get; }
    public long Last { get; }
    public int Count { get; }

    /// <summary>Encoded event, after <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Checks form, checksum and all lengths before anything is read; null if the batch is whole.</summary>
    public static EventFault? Open(ReadOnlySpan<byte> bytes, out EventBatchView batch)
    {
        batch = default;
        if (bytes.IsEmpty || bytes[0] != Format)
            return new(EventFaultKind.UnknownFormat, 0);
        if (bytes.Length < FixedHeader)
            return new(EventFaultKind.Truncated, bytes.Length);
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcAt..]) != Crc32C.Of(bytes[EpochAt..]))
            return new(EventFaultKind.BadChecksum, CrcAt);
        var name = BinaryPrimitives.ReadUInt16BigEndian(bytes[NameAt..]);
        if (bytes.Length - FixedHeader < name)
            return new(EventFaultKind.Truncated, NameAt);
        var proxy = Encoding.UTF8.GetString(bytes.Slice(FixedHeader, name));
        batch = new EventBatchView(bytes, proxy, bytes[(FixedHeader + name)..]);
        return Check(batch, bytes.Length);
    }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(_rest);
        Current = _rest.Slice(4, length);
        _rest = _rest[(4 + length)..];
        return true;
    }

    private static EventFault? Check(EventBatchView batch, int end)
    {
        // No event has a sequence before the first or at the end of all numbers: a reader could not tell it from one that it has seen.
        if (batch.Count < 1 || batch.First < AuditEvent.FirstSequence || batch.First > long.MaxValue - batch.Count || batch.Last != batch.First + batch.Count - 1)
            return new(EventFaultKind.BadCount, CountAt);
        var count = 0;
        for (var rest = batch._rest; !rest.IsEmpty; count++)
        {
            if (rest.Length < 4)
                return new(EventFaultKind.Truncated, end - rest.Length);
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (length < 0 || length > rest.Length - 4)
                return new(EventFaultKind.Truncated, end - rest.Length);
            rest = rest[(4 + length)..];
        }

        return count == batch.Count ? null : new(EventFaultKind.BadCount, CountAt);
    }
}
