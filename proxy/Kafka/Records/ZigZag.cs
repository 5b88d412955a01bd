namespace Compliance.Kafka.Records;

/// <summary>The signed varints inside records: zigzag, then seven bits a byte, the lowest first.</summary>
internal static class ZigZag
{
    public const int MaxInt32Bytes = 5;

    /// <summary>Reads at <paramref name="position"/> and moves it behind; false when the bytes end or go on beyond five.</summary>
    public static bool TryReadInt32(ReadOnlySpan<byte> bytes, ref int position, out int value)
    {
        uint raw = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if ((uint)position >= (uint)bytes.Length)
                break;
            byte next = bytes[position++];
            raw |= (uint)(next & 0x7f) << shift;
            if (next >= 0x80)
                continue;
            value = (int)(raw >> 1) ^ -(int)(raw & 1);
            return true;
        }

        value = 0;
        return false;
    }

    public static bool TryReadInt64(ReadOnlySpan<byte> bytes, ref int position, out long value)
    {
        ulong raw = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if ((uint)position >= (uint)bytes.Length)
                break;
            byte next = bytes[position++];
            raw |= (ulong)(next & 0x7f) << shift;
            if (next >= 0x80)
                continue;
            value = (long)(raw >> 1) ^ -(long)(raw & 1);
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>Writes at the start of <paramref name="target"/> and returns how many bytes.</summary>
    public static int Write(Span<byte> target, int value)
    {
        uint raw = (uint)((value << 1) ^ (value >> 31));
        int length = 0;
        for (; raw >= 0x80; raw >>= 7)
            target[length++] = (byte)(raw | 0x80);
        target[length++] = (byte)raw;
        return length;
    }

    public static int Size(int value)
    {
        uint raw = (uint)((value << 1) ^ (value >> 31));
        int length = 1;
        for (; raw >= 0x80; raw >>= 7)
            length++;
        return length;
    }
}
