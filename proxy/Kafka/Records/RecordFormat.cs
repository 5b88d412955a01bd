namespace Compliance.Kafka.Records;

/// <summary>
/// Records of magic 2: finding one's parts, and writing one with another key, value or headers.
/// <code>
/// record = length varint (of what follows), attributes int8, timestampDelta varlong, offsetDelta varint,
///          keyLength varint, key, valueLength varint, value, headerCount varint, header*
/// </code>
/// Everything but the lengths is copied as it came, varints of more bytes than needed included.
/// </summary>
internal static class RecordFormat
{
    /// <summary>Reads the record at <paramref name="at"/>; false when its lengths do not fit together.</summary>
    public static bool TryRead(ReadOnlySpan<byte> plain, int at, out RecordLayout layout)
    {
        layout = new RecordLayout { Start = at };
        if (!ZigZag.TryReadInt32(plain, ref at, out int length) || length < 0 || length > plain.Length - at)
            return false;
        layout.BodyAt = at;
        layout.End = at + length;
        ReadOnlySpan<byte> bytes = plain[..layout.End];
        at++;
        if (!ZigZag.TryReadInt64(bytes, ref at, out layout.Timestamp) || !ZigZag.TryReadInt32(bytes, ref at, out int offsetDelta))
            return false;
        layout.Offset = offsetDelta;

        layout.KeyLengthAt = at;
        if (!TrySkip(bytes, ref at, out layout.KeyAt, out layout.KeyLength))
            return false;
        layout.ValueLengthAt = at;
        if (!TrySkip(bytes, ref at, out layout.ValueAt, out layout.ValueLength))
            return false;

        if (!ZigZag.TryReadInt32(bytes, ref at, out layout.HeaderCount) || layout.HeaderCount < 0)
            return false;
        layout.HeadersAt = at;
        for (int left = layout.HeaderCount; left > 0; left--)
        {
            if (!TrySkip(bytes, ref at, out _, out int keyLength) || keyLength < 0 || !TrySkip(bytes, ref at, out _, out _))
                return false;
        }

        return at == layout.End;
    }

    /// <summary>Appends the record with the parts that <paramref name="edit"/> replaces.</summary>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> plain, in RecordLayout layout, in RecordEdit edit)
    {
        ReadOnlySpan<byte> head = plain[layout.BodyAt..layout.KeyLengthAt];
        ReadOnlySpan<byte> oldKey = plain[layout.KeyLengthAt..layout.ValueLengthAt];
        ReadOnlySpan<byte> oldValue = plain[layout.ValueLengthAt..layout.ValueEnd];
        ReadOnlySpan<byte> headers = edit.HasHeaders ? edit.Headers : plain[layout.ValueEnd..layout.End];
        int length = head.Length
            + (edit.HasKey ? ZigZag.Size(edit.KeyLength) + edit.Key.Length : oldKey.Length)
            + (edit.HasValue ? ZigZag.Size(edit.ValueLength) + edit.Value.Length : oldValue.Length)
            + headers.Length;

        AppendLength(output, length);
        output.Append(head);
        if (edit.HasKey)
        {
            AppendLength(output, edit.KeyLength);
            output.Append(edit.Key);
        }
        else
        {
            output.Append(oldKey);
        }

        if (edit.HasValue)
        {
            AppendLength(output, edit.ValueLength);
            output.Append(edit.Value);
        }
        else
        {
            output.Append(oldValue);
        }

        output.Append(headers);
    }

    public static void AppendLength(PooledBuffer output, int value) =>
        output.Advance(ZigZag.Write(output.Reserve(ZigZag.MaxInt32Bytes), value));

    private static bool TrySkip(ReadOnlySpan<byte> bytes, ref int at, out int contentAt, out int length)
    {
        bool read = ZigZag.TryReadInt32(bytes, ref at, out length);
        contentAt = at;
        if (!read || length < -1 || length > bytes.Length - at)
            return false;
        at += Math.Max(0, length);
        return true;
    }
}
