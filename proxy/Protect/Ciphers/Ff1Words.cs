using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Compliance.Protect.Ciphers;

/// <summary>FF1 where a half of the value fits a machine word: up to 37 decimal digits, 21 letters and digits. Stateless; allocates nothing.</summary>
internal static class Ff1Words
{
    internal static bool Fits(int radix, int length)
    {
        UInt128 power = 1;
        for (var i = length / 2; i < length && power <= long.MaxValue; i++)
            power *= (uint)radix;
        return power <= long.MaxValue;
    }

    /// <summary>Encrypts or decrypts in place; the arguments are those of <see cref="Ff1Key"/>, which has checked them.</summary>
    internal static void Run(AesBlock aes, int radix, ReadOnlySpan<byte> tweak, Span<byte> numerals, bool isEncryption)
    {
        var u = numerals.Length / 2;
        var (a, powerU) = Read(numerals[..u], radix);
        var (b, powerV) = Read(numerals[u..], radix);
        var halfBytes = (71 - int.CreateTruncating(ulong.LeadingZeroCount(powerV - 1))) / 8;
        var rounds = new Ff1Rounds(aes, radix, numerals.Length, tweak, halfBytes, stackalloc byte[Ff1Rounds.RoomFor(tweak.Length, halfBytes)]);
        for (var i = 0; i < Ff1Key.Rounds; i++)
        {
            var round = isEncryption ? i : Ff1Key.Rounds - 1 - i;
            var power = round % 2 == 0 ? powerU : powerV;
            Write(isEncryption ? b : a, rounds.Half);
            var y = Modulo(rounds.Run(round), halfBytes, power);
            (a, b) = isEncryption ? (b, (a + y) % power) : ((b + power - y) % power, a);
        }

        Write(a, radix, numerals[..u]);
        Write(b, radix, numerals[u..]);
    }

    /// <summary>The first d bytes of R as a number, modulo the power: d is 8 or 12, as halves of at most 8 bytes have it.</summary>
    private static ulong Modulo(Vector128<byte> r, int halfBytes, ulong power)
    {
        var (high, low) = (BinaryPrimitives.ReverseEndianness(r.AsUInt64()[0]), BinaryPrimitives.ReverseEndianness(r.AsUInt32()[2]));
        return halfBytes <= 4 ? high % power : (ulong)(new UInt128(high % power >> 32, (high % power << 32) | low) % power);
    }

    private static (ulong Number, ulong Power) Read(ReadOnlySpan<byte> numerals, int radix)
    {
        ulong number = 0, power = 1;
        foreach (var numeral in numerals)
            (number, power) = ((number * (uint)radix) + numeral, power * (uint)radix);
        return (number, power);
    }

    private static void Write(ulong number, int radix, Span<byte> numerals)
    {
        for (var i = numerals.Length - 1; i >= 0; i--)
            (number, numerals[i]) = (number / (uint)radix, (byte)(number % (uint)radix));
    }

    private static void Write(ulong number, Span<byte> bytes)
    {
        for (var i = bytes.Length - 1; i >= 0; i--, number >>= 8)
            bytes[i] = (byte)number;
    }
}
