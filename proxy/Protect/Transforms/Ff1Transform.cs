using System.Buffers;
using Compliance.Protect.Ciphers;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// The characters of an alphabet in a value are replaced by others of it. What is kept at the ends, and the class, are the tweak: the same
/// middle of two card numbers gives two tokens. A whole number stays one: it is encrypted again until it does not begin with zero, and
/// decrypted likewise. Stateless; allocates nothing.
/// </summary>
internal static class Ff1Transform
{
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" -./_:+()"u8);

    /// <summary>Replaces in place. <see cref="FaultKind.None"/>: done; else nothing was changed.</summary>
    /// <param name="token">How.</param>
    /// <param name="class">UTF-8 name of the class.</param>
    /// <param name="text">A string unescaped, or a number as written.</param>
    /// <param name="isNumber">Whether it is a number.</param>
    /// <param name="turnsBack">Makes the value out of the token.</param>
    internal static FaultKind Run(Ff1Key key, Ff1Token token, ReadOnlySpan<byte> @class, Span<byte> text, bool isNumber, bool turnsBack)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (token.Alphabet.NumberOf(character) >= 0)
                count++;
            else if (isNumber || !Separators.Contains(character))
                return FaultKind.OutsideAlphabet;
        }

        var changed = count - token.KeepFirst - token.KeepLast;
        var walks = isNumber && token.KeepFirst == 0;
        if (changed < 0 || count > Ff1Key.MostNumerals || !Ff1Key.IsEnough(token.Alphabet.Radix, walks ? changed - 1 : changed))
            return FaultKind.DomainUnfit;

        Span<byte> numerals = stackalloc byte[count];
        Span<byte> tweak = stackalloc byte[@class.Length + 1 + count - changed];
        Read(token.Alphabet, text, numerals);
        @class.CopyTo(tweak);
        tweak[@class.Length] = 0;
        numerals[..token.KeepFirst].CopyTo(tweak[(@class.Length + 1)..]);
        numerals[^token.KeepLast..].CopyTo(tweak[(@class.Length + 1 + token.KeepFirst)..]);
        var middle = numerals.Slice(token.KeepFirst, changed);
        do
        {
            if (turnsBack)
                key.Decrypt(token.Alphabet.Radix, tweak, middle);
            else
                key.Encrypt(token.Alphabet.Radix, tweak, middle);
        }
        while (walks && middle[0] == 0);
        Write(token.Alphabet, numerals, text);
        numerals.Clear();
        return FaultKind.None;
    }

    private static void Read(Alphabet alphabet, ReadOnlySpan<byte> text, Span<byte> numerals)
    {
        foreach (var character in text)
        {
            if (alphabet.NumberOf(character) is >= 0 and var number)
            {
                numerals[0] = (byte)number;
                numerals = numerals[1..];
            }
        }
    }

    private static void Write(Alphabet alphabet, ReadOnlySpan<byte> numerals, Span<byte> text)
    {
        foreach (ref var character in text)
        {
            if (alphabet.NumberOf(character) < 0)
                continue;
            character = alphabet.Characters[numerals[0]];
            numerals = numerals[1..];
        }
    }
}
