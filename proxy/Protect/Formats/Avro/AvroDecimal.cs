using System.Globalization;
using System.Numerics;

namespace Compliance.Protect.Formats.Avro;

/// <summary>Decimals: a whole number in two's complement, big endian, of which the last so many digits stand behind the point.</summary>
internal static class AvroDecimal
{
    private const int MaxBytes = 16;
    private const int MostBits = 96;
    private static readonly Int128 Most = (Int128)1 << 120;

    /// <summary>False: it is larger than can be calculated with.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, int digits, out decimal number)
    {
        number = 0;
        if (bytes.IsEmpty || bytes.Length > MaxBytes)
            return false;
        Int128 unscaled = (sbyte)bytes[0] < 0 ? -1 : 0;
        foreach (var next in bytes)
            unscaled = (unscaled << 8) | next;
        if (unscaled == Int128.MinValue)
            return false;
        var size = UInt128.CreateTruncating(Int128.Abs(unscaled));
        if (size >> MostBits != 0)
            return false;
        number = new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), unscaled < 0, (byte)digits);
        return true;
    }

    /// <summary>False: it has more digits behind the point, or more bytes, than its type.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, AvroType type, Scratch output)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return false;
        // By one with all its zeros: zeros at the end of a fraction go.
        number /= 1.0000000000000000000000000000m;
        if (number.Scale > type.Digits)
            return false;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var unscaled = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        for (var i = (int)number.Scale; i < type.Digits; i++)
        {
            if (unscaled >= Most / 10)
                return false;
            unscaled *= 10;
        }

        return TryWrite(decimal.IsNegative(number) ? -unscaled : unscaled, type, output);
    }

    private static bool TryWrite(Int128 unscaled, AvroType type, Scratch output)
    {
        var length = ((IBinaryInteger<Int128>)unscaled).GetShortestBitLength() / 8 + 1;
        var size = type.Kind == AvroKind.Fixed ? type.Size : length;
        if (length > size)
            return false;
        if (type.Kind == AvroKind.Bytes)
            AvroNumber.Write(size, output);
        var target = output.Reserve(size);
        for (var i = size - 1; i >= 0; i--, unscaled >>= 8)
            target[i] = (byte)(unscaled & 0xFF);
        return true;
    }
}
