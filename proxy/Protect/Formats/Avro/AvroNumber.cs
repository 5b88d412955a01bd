namespace Compliance.Protect.Formats.Avro;

/// <summary>Writes numbers as Avro does: zigzag, seven bits a byte, the lowest first.</summary>
internal static class AvroNumber
{
    private const int MaxBytes = 10;

    internal static void Write(long value, Scratch output)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        Span<byte> bytes = stackalloc byte[MaxBytes];
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
            bytes[length++] = (byte)(rest | 0x80);
        bytes[length++] = (byte)rest;
        output.Append(bytes[..length]);
    }
}
