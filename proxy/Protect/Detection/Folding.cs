using System.Globalization;
using System.Text;

namespace Compliance.Protect.Detection;

/// <summary>
/// Text as a reader understands it: digits of any script are those of ASCII, full-width letters and signs the usual ones (NFKC), what has no width is
/// gone. Allocates; only text that is not ASCII comes here. Stateless.
/// </summary>
internal static class Folding
{
    internal static ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> text)
    {
        var characters = Encoding.UTF8.GetString(text);
        var folded = new StringBuilder(characters.Length);
        foreach (var rune in characters.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)
                continue;
            if (Rune.IsDigit(rune))
                folded.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            else
                folded.Append(rune.ToString());
        }

        return Encoding.UTF8.GetBytes(folded.ToString().Normalize(NormalizationForm.FormKC));
    }
}
