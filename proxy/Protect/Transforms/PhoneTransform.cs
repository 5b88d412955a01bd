using System.Buffers;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>A telephone number: digits, and what is written between them. Stateless.</summary>
internal static class PhoneTransform
{
    private static readonly SearchValues<byte> Between = SearchValues.Create(" +-./()"u8);

    /// <summary>False, and nothing was written: it is none, or has no more digits than would stay.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, PhoneMask mask, Scratch output)
    {
        var digits = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit((char)character))
                digits++;
            else if (!Between.Contains(character))
                return false;
        }

        if (digits <= mask.KeepLast)
            return false;
        var target = output.Reserve(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isDigit = char.IsAsciiDigit((char)text[i]);
            target[i] = isDigit && digits > mask.KeepLast ? (byte)'*' : text[i];
            digits -= isDigit ? 1 : 0;
        }

        return true;
    }
}
