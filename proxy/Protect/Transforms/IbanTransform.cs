using System.Buffers;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>An account number: two letters, two digits, eleven to thirty letters and digits; spaces may stand in it. Stateless.</summary>
internal static class IbanTransform
{
    private const int Country = 2;
    private const int Shortest = 15;
    private const int Longest = 34;
    internal static readonly SearchValues<byte> LettersAndDigits = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, IbanMask mask, Scratch output)
    {
        var count = Count(text);
        if (count < 0)
            return false;
        CountedCharacters.Hide(text, LettersAndDigits, Country, count - Country - mask.KeepLast, output);
        return true;
    }

    /// <summary>How many letters and digits; -1: it is none.</summary>
    internal static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (character == ' ')
                continue;
            var fits = count < Country ? char.IsAsciiLetter((char)character) : count < Country + 2 ? char.IsAsciiDigit((char)character) : char.IsAsciiLetterOrDigit((char)character);
            if (!fits)
                return -1;
            count++;
        }

        return count is < Shortest or > Longest ? -1 : count;
    }
}
