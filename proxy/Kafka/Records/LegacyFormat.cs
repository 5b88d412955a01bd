using System.Buffers.Binary;
using System.IO.Hashing;

namespace Compliance.Kafka.Records;

/// <summary>
/// Messages of magic 0 and 1, alone or inside a wrapper: finding one's parts, and writing one with another key or value.
/// <code>
/// message = offset int64, size int32 (of what follows), crc uint32 (of all behind it), magic int8, attributes int8,
///           [timestamp int64 in magic 1], keyLength int32, key, valueLength int32, value
/// </code>
/// </summary>
internal static class LegacyFormat
{
    /// <summary>Reads the message at <paramref name="at"/>, its checksum included; null when it is sound.</summary>
    public static RecordFaultKind? Read(ReadOnlySpan<byte> plain, int at, byte magic, out RecordLayout layout)
    {
        layout = new RecordLayout { Start = at };
        ReadOnlySpan<byte> rest = plain[at..];
        if (rest.Length < BatchLayout.Smallest(magic))
            return RecordFaultKind.Record;
        int size = BinaryPrimitives.ReadInt32BigEndian(rest[BatchLayout.LengthAt..]);
        if (size < BatchLayout.Smallest(magic) - BatchLayout.Prefix || size > rest.Length - BatchLayout.Prefix)
            return RecordFaultKind.Record;
        ReadOnlySpan<byte> message = rest[..(BatchLayout.Prefix + size)];
        if (message[BatchLayout.MagicAt] != magic)
            return RecordFaultKind.Magic;
        if (BinaryPrimitives.ReadUInt32BigEndian(message[BatchLayout.LegacyCrcAt..]) != Crc32.HashToUInt32(message[BatchLayout.LegacyCrcFrom..]))
            return RecordFaultKind.Crc;
        layout.Offset = BinaryPrimitives.ReadInt64BigEndian(message);
        layout.Timestamp = magic == 0 ? -1 : BinaryPrimitives.ReadInt64BigEndian(message[BatchLayout.LegacyTimestampAt..]);
        return FindParts(message, magic, ref layout) ? null : RecordFaultKind.Record;
    }

    /// <summary>Appends the message with the parts that <paramref name="edit"/> replaces, its size and checksum made anew.</summary>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> plain, in RecordLayout layout, in RecordEdit edit)
    {
        int start = output.Length;
        output.Append(plain[layout.Start..layout.KeyLengthAt]);
        if (edit.HasKey)
            AppendBytes(output, edit.KeyLength, edit.Key);
        else
            output.Append(plain[layout.KeyLengthAt..layout.ValueLengthAt]);
        if (edit.HasValue)
            AppendBytes(output, edit.ValueLength, edit.Value);
        else
            output.Append(plain[layout.ValueLengthAt..layout.ValueEnd]);
        Seal(output.Written[start..]);
    }

    /// <summary>Puts size and checksum of a whole message in their places.</summary>
    public static void Seal(Span<byte> message)
    {
        BinaryPrimitives.WriteInt32BigEndian(message[BatchLayout.LengthAt..], message.Length - BatchLayout.Prefix);
        uint crc = Crc32.HashToUInt32(message[BatchLayout.LegacyCrcFrom..]);
        BinaryPrimitives.WriteUInt32BigEndian(message[BatchLayout.LegacyCrcAt..], crc);
    }

    /// <summary>
    /// The offset field of the last message of a wrapper's inner set. Only the lengths are followed here; each message is checked when it is
    /// reached.
    /// </summary>
    public static long LastOffset(ReadOnlySpan<byte> plain)
    {
        long last = 0;
        while (plain.Length >= BatchLayout.Prefix)
        {
            last = BinaryPrimitives.ReadInt64BigEndian(plain);
            int size = BinaryPrimitives.ReadInt32BigEndian(plain[BatchLayout.LengthAt..]);
            if (size < 0 || size > plain.Length - BatchLayout.Prefix)
                break;
            plain = plain[(BatchLayout.Prefix + size)..];
        }

        return last;
    }

    private static bool FindParts(ReadOnlySpan<byte> message, byte magic, ref RecordLayout layout)
    {
        layout.BodyAt = layout.Start + BatchLayout.Prefix;
        int at = BatchLayout.LegacyKeyAt(magic);
        layout.KeyLengthAt = layout.Start + at;
        if (!TrySkip(message, ref at, out layout.KeyLength))
            return false;
        layout.KeyAt = layout.KeyLengthAt + sizeof(int);
        layout.ValueLengthAt = layout.Start + at;
        if (!TrySkip(message, ref at, out layout.ValueLength))
            return false;
        layout.ValueAt = layout.ValueLengthAt + sizeof(int);
        layout.HeadersAt = layout.End = layout.Start + at;
        return at == message.Length;
    }

    private static bool TrySkip(ReadOnlySpan<byte> message, ref int at, out int length)
    {
        length = -1;
        if (message.Length - at < sizeof(int))
            return false;
        length = BinaryPrimitives.ReadInt32BigEndian(message[at..]);
        at += sizeof(int);
        if (length < -1 || length > message.Length - at)
            return false;
        at += Math.Max(0, length);
        return true;
    }

    private static void AppendBytes(PooledBuffer output, int length, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.Reserve(sizeof(int)), length);
        output.Advance(sizeof(int));
        output.Append(bytes);
    }
}
