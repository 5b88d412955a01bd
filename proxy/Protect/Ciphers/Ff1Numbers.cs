using System.Numerics;

namespace Compliance.Protect.Ciphers;

/// <summary>FF1 of any length, with numbers of any size: what <see cref="Ff1Words"/> has no room for. Stateless; allocates.</summary>
internal static class Ff1Numbers
{
    /// <summary>Encrypts or decrypts in place; the arguments are those of <see cref="Ff1Key"/>, which has checked them.</summary>
    internal static void Run(AesBlock aes, int radix, ReadOnlySpan<byte> tweak, Span<byte> numerals, bool isEncryption)
    {
        var u = numerals.Length / 2;
        var (a, b) = (Read(numerals[..u], radix), Read(numerals[u..], radix));
        var (powerU, powerV) = (BigInteger.Pow(radix, u), BigInteger.Pow(radix, numerals.Length - u));
        var halfBytes = (int)((powerV - 1).GetBitLength() + 7) / 8;
        var rounds = new Ff1Rounds(aes, radix, numerals.Length, tweak, halfBytes, new byte[Ff1Rounds.RoomFor(tweak.Length, halfBytes)]);
        var s = new byte[((halfBytes + 3) / 4 * 4) + 4];
        for (var i = 0; i < Ff1Key.Rounds; i++)
        {
            var round = isEncryption ? i : Ff1Key.Rounds - 1 - i;
            var power = round % 2 == 0 ? powerU : powerV;
            Write(isEncryption ? b : a, rounds.Half);
            rounds.Run(round, s);
            var y = new BigInteger(s, isUnsigned: true, isBigEndian: true) % power;
            (a, b) = isEncryption ? (b, (a + y) % power) : ((b + power - y) % power, a);
        }

        Write(a, radix, numerals[..u]);
        Write(b, radix, numerals[u..]);
    }

    private static BigInteger Read(ReadOnlySpan<byte> numerals, int radix)
    {
        var number = BigInteger.Zero;
        foreach (var numeral in numerals)
            number = (number * radix) + numeral;
        return number;
    }

    private static void Write(BigInteger number, int radix, Span<byte> numerals)
    {
        for (var i = numerals.Length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, radix, out var numeral);
            numerals[i] = (byte)numeral;
        }
    }

    private static void Write(BigInteger number, Span<byte> bytes)
    {
        bytes.Clear();
        var length = number.GetByteCount(isUnsigned: true);
        number.TryWriteBytes(bytes[^length..], out _, isUnsigned: true, isBigEndian: true);
    }
}
