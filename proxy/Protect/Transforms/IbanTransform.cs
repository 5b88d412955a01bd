using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>An account number: two letters, two digits, eleven to thirty letters and digits; spaces may stand in it. Stateless.</summary>
internal static class IbanTransform
{
    private const int Country = 2;
    private const int Shortest = 15;
    private const int Longest = 34;

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, IbanMask mask, Scratch output)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (character == ' ')
                continue;
            var fits = count < Country ? char.IsAsciiLetter((char)character) : count < Country + 2 ? char.IsAsciiDigit((char)character) : char.IsAsciiLetterOrDigit((char)character);
            if (!fits)
                return false;
            count++;
        }

        if (count is < Shortest or > Longest)
            return false;
        var target = output.Reserve(text.Length);
        var index = 0;
        for (var i = 0; i < text.Length; i++)
        {
            target[i] = text[i] == ' ' || index < Country || index >= count - mask.KeepLast ? text[i] : (byte)'*';
            index += text[i] == ' ' ? 0 : 1;
        }

        return true;
    }
}
