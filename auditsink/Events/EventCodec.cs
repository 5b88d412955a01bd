using System.Buffers;

namespace Compliance.Events;

/// <summary>
/// Canonical bytes of an event, in the journal and in the audit topic. Equal events give equal bytes: fields stand in the order of their
/// numbers, a field that holds its default is left out, numbers take the fewest bytes. A reader passes over fields it does not know.
/// <code>
/// event = schema:u8 field*
/// field = varint(id &lt;&lt; 2 | wire) value        wire: 0 zigzag varint, 1 sixteen bytes, 2 length + UTF-8, 3 length + items
/// </code>
/// Stateless; any thread. Writing allocates nothing.
/// </summary>
public static class EventCodec
{
    /// <summary>Id of the schema; a later one may only add fields.</summary>
    public const byte Schema = 1;

    private const int UsualSize = 1024;

    public static void Write(AuditEvent e, IBufferWriter<byte> output)
    {
        var writer = new EventWriter(output, UsualSize);
        writer.Byte(Schema);
        foreach (var field in EventFields.InOrder)
            field.Write(ref writer, e);
        writer.Finish();
    }

    /// <summary>Fills the event, which is cleared first. Returns what is wrong, or null; after a fault the event's content is of no use.</summary>
    public static EventFault? Read(ReadOnlySpan<byte> bytes, AuditEvent e)
    {
        e.Clear();
        if (bytes.IsEmpty || bytes[0] != Schema)
            return new(EventFaultKind.UnknownFormat, 0);
        var reader = new EventReader(bytes[1..]);
        var last = 0;
        while (!reader.AtEnd)
        {
            var at = reader.Offset + 1;
            if (!reader.Varint(out var key))
                return new(EventFaultKind.Truncated, at);
            if (key >> 2 is 0 or > int.MaxValue)
                return new(EventFaultKind.BadValue, at);
            var (id, wire) = ((int)(key >> 2), (WireType)(key & 3));
            if (id <= last)
                return new(EventFaultKind.OutOfOrder, at, id);
            last = id;
            if (EventFields.Find(id) is not { } field)
            {
                if (!reader.Skip(wire))
                    return new(EventFaultKind.Truncated, at, id);
            }
            else if (field.Wire != wire || !field.Read(ref reader, e))
            {
                return new(EventFaultKind.BadValue, at, id);
            }
        }

        return null;
    }
}
