using System.Globalization;
using System.Text;

namespace Compliance.Rules;

/// <summary>
/// A message as it is shown. What a file says may stand in it, and must neither move a terminal's cursor nor look like another line or like other
/// letters than it has: characters that nobody sees are written as their number. Long ones lose their middle; what to do stands at the end.
/// </summary>
internal static class ShownText
{
    internal const int Most = 1500;

    private const int Tail = 500;
    private const string Cut = " … ";

    internal static string Of(string text)
    {
        if (text.Length > Most)
            text = string.Concat(text.AsSpan(0, Most - Tail - Cut.Length), Cut, text.AsSpan(text.Length - Tail));
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            else
                shown.Append(rune.ToString());
        }

        return shown.ToString();
    }

    private static bool IsHidden(Rune rune) => rune.Value != ' ' && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
