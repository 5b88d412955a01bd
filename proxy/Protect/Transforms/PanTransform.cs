using System.Buffers;
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
    private static readonly SearchValues<byte> Between = SearchValues.Create(" -"u8);

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, PanMask mask, Scratch output)
    {
        var digits = CountedCharacters.Count(text, CountedCharacters.Digits, Between);
        if (digits is < 12 or > 19)
            return false;
        var first = Math.Min(digits >= LongBin ? mask.Bin : Math.Min(mask.Bin, ShortBin), digits - mask.Last - LeastHidden);
        CountedCharacters.Hide(text, CountedCharacters.Digits, first, digits - first - mask.Last, output);
        return true;
    }
}
