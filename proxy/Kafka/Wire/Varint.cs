namespace Compliance.Kafka.Wire;

/// <summary>Unsigned LEB128 of at most 5 bytes, as the flexible versions write lengths, counts and tags.</summary>
internal static class Varint
{
    /// <summary>Result of <see cref="Read"/>: the bytes end inside the varint.</summary>
    public const int Truncated = 0;

    /// <summary>Result of <see cref="Read"/>: more than 5 bytes or 32 bits.</summary>
    public const int TooLong = -1;

    /// <summary>Gives the bytes read, or <see cref="Truncated"/> or <see cref="TooLong"/>.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, out uint value)
    {
        if (bytes.Length > 0 && bytes[0] < 0x80)
        {
            value = bytes[0];
            return 1;
        }

        return ReadLong(bytes, out value);
    }

    public static int Size(uint value) => value switch
    {
        < 1u << 7 => 1,
        < 1u << 14 => 2,
        < 1u << 21 => 3,
        < 1u << 28 => 4,
        _ => 5,
    };

    /// <summary>Gives the bytes written; the span must hold <see cref="Size"/> of them.</summary>
    public static int Write(Span<byte> target, uint value)
    {
        int at = 0;
        for (; value >= 0x80; value >>= 7)
            target[at++] = (byte)(value | 0x80);
        target[at++] = (byte)value;
        return at;
    }

    private static int ReadLong(ReadOnlySpan<byte> bytes, out uint value)
    {
        value = 0;
        for (int i = 0; i < 5; i++)
        {
            if (i == bytes.Length)
                return Truncated;
            uint part = bytes[i];
            if (i == 4 && part > 0x0F)
                return TooLong;
            value |= (part & 0x7F) << (7 * i);
            if (part < 0x80)
                return i + 1;
        }

        return TooLong;
    }
}
