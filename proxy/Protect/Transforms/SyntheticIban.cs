using Compliance.Protect.Detection;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Transforms;

/// <summary>
/// An account number of the same country and shape, with sound check digits and, as the first four characters of the account, zeros for digits
/// and X for letters, which is no bank's code. Belgium, where 000 is one, and what is no account number get a Dutch one. Stateless.
/// </summary>
internal static class SyntheticIban
{
    private const int Head = 4;
    private const int Bank = 4;
    private const int Longest = 34;
    private static ReadOnlySpan<byte> Dutch => "NL00XXXX0000000000"u8;

    internal static void Write(HmacKey key, ReadOnlySpan<byte> text, Scratch output)
    {
        var count = IbanTransform.Count(text);
        Span<byte> value = stackalloc byte[Longest];
        value = value[..Math.Max(count, 0)];
        if (count > 0)
            CountedCharacters.Take(text, IbanTransform.LettersAndDigits, value);
        foreach (ref var character in value)
            character = char.IsAsciiLetterLower((char)character) ? (byte)(character - 'a' + 'A') : character;
        var draw = new Draw(key, "synthetic iban"u8, count < 0 ? text : value, stackalloc uint[SyntheticTransform.DrawNumbers]);
        var keepsShape = count >= 0 && !value.StartsWith("BE"u8);

        Span<byte> made = stackalloc byte[keepsShape ? count : Dutch.Length];
        (keepsShape ? value : Dutch).CopyTo(made);
        for (var i = Head; i < made.Length; i++)
        {
            var isDigit = made[i] <= '9';
            if (i < Head + Bank)
                made[i] = isDigit ? (byte)'0' : (byte)'X';
            else
                made[i] = isDigit ? draw.Digit() : (byte)('A' + draw.Next(26));
        }

        "00"u8.CopyTo(made[2..]);
        var check = 98 - IbanChecksum.Remainder(made[..Head], made[Head..]);
        made[2] = (byte)('0' + (check / 10));
        made[3] = (byte)('0' + (check % 10));
        if (keepsShape)
            CountedCharacters.Put(made, text, IbanTransform.LettersAndDigits, output);
        else
            output.Append(made);
    }
}
