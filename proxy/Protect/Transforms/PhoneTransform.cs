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
        var digits = CountedCharacters.Count(text, CountedCharacters.Digits, Between);
        if (digits <= mask.KeepLast)
            return false;
        CountedCharacters.Hide(text, CountedCharacters.Digits, 0, digits - mask.KeepLast, output);
        return true;
    }
}
