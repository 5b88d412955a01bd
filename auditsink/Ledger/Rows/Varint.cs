namespace Compliance.Ledger.Rows;

/// <summary>Numbers in as few bytes as they need, seven bits in each: as in <see cref="Events.EventCodec"/>. Pure.</summary>
internal static class Varint
{
    public const int MaxSize = 10;

    /// <summary>Returns how many bytes it took.</summary>
    public static int Write(Span<byte> output, ulong value)
    {
        var size = 0;
        while (value >= 0x80)
        {
            output[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        output[size++] = (byte)value;
        return size;
    }

    public static int Size(ulong value) => (70 - (int)ulong.LeadingZeroCount(value | 1)) / 7;

    /// <summary>A number with its sign in the lowest bit.</summary>
    public static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
