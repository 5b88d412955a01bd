using System.Buffers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A North American number out of 555-0100 to 555-0199, which are given to nobody. A number of ten digits, or of eleven that begin with 1, keeps
/// its separators; any other becomes +1 and ten digits. Stateless.
/// </summary>
internal static class SyntheticPhone
{
    private const int National = 10;
    private static readonly SearchValues<byte> Between = SearchValues.Create(" +-./()"u8);

    internal static void Write(HmacKey key, ReadOnlySpan<byte> text, Scratch output)
    {
        var count = CountedCharacters.Count(text, CountedCharacters.Digits, Between);
        Span<byte> digits = stackalloc byte[National + 1];
        var isPhone = count == National && !text.Contains((byte)'+');
        if (isPhone)
        {
            digits[0] = (byte)'1';
            CountedCharacters.Take(text, CountedCharacters.Digits, digits[1..]);
        }
        else if (count == digits.Length)
        {
            CountedCharacters.Take(text, CountedCharacters.Digits, digits);
            isPhone = digits[0] == '1';
        }

        var draw = new Draw(key, "synthetic phone"u8, isPhone ? digits : text, stackalloc uint[SyntheticTransform.DrawNumbers]);
        digits[0] = (byte)'1';
        digits[1] = (byte)('2' + draw.Next(8));
        digits[2] = (byte)('2' + draw.Next(7));
        digits[3] = draw.Digit();
        "55501"u8.CopyTo(digits[4..]);
        digits[9] = draw.Digit();
        digits[10] = draw.Digit();
        if (isPhone)
        {
            CountedCharacters.Put(digits[(digits.Length - count)..], text, CountedCharacters.Digits, output);
            return;
        }

        output.Append("+"u8);
        output.Append(digits);
    }
}
