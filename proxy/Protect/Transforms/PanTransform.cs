using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A card number of 12 to 19 digits, with single spaces or hyphens or without. At least four digits are hidden whatever the policy says; of
/// fewer than sixteen at most six at the start are shown (PCI SSC FAQ 1091). Stateless.
/// </summary>
internal static class PanTransform
{
    private const int LongBin = 16;
    private const int ShortBin = 6;
    private const int LeastHidden = 4;

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, PanMask mask, Scratch output)
    {
        var digits = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit((char)character))
                digits++;
            else if (character is not ((byte)' ' or (byte)'-'))
                return false;
        }

        if (digits is < 12 or > 19)
            return false;
        var first = Math.Min(digits >= LongBin ? mask.Bin : Math.Min(mask.Bin, ShortBin), digits - mask.Last - LeastHidden);
        var target = output.Reserve(text.Length);
        var index = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isDigit = char.IsAsciiDigit((char)text[i]);
            target[i] = !isDigit || index < first || index >= digits - mask.Last ? text[i] : (byte)'*';
            index += isDigit ? 1 : 0;
        }

        return true;
    }
}
