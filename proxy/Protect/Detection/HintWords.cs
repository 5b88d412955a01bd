using System.Collections.Frozen;

namespace Compliance.Protect.Detection;

/// <summary>Words that say what a number is, whole: "lic" in "duplicate" says nothing. Stateless.</summary>
internal static class HintWords
{
    // Words before a number are looked for in so many bytes.
    private const int Reach = 40;
    private const int Longest = 16;

    private static readonly FrozenDictionary<string, Hints> Words = new[]
    {
        (Hints.Card, "pan card cardnumber cc credit visa mastercard"),
        (Hints.Iban, "iban account"),
        (Hints.Email, "email mail"),
        (Hints.Phone, "phone tel telephone mobile cell fax msisdn call"),
        (Hints.Ip, "ip ipv4 addr address host client"),
        (Hints.Ssn, "ssn social socialsecurity tin itin"),
    }.SelectMany(of => of.Item2.Split(' ').Select(word => (Word: word, Hint: of.Item1))).ToFrozenDictionary(entry => entry.Word, entry => entry.Hint, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Hints>.AlternateLookup<ReadOnlySpan<char>> ByWord = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Of a field's name, in whatever way its words are joined: ssn, customerPhone, card_number.</summary>
    internal static Hints Of(ReadOnlySpan<byte> name)
    {
        var hints = Hints.None;
        Span<char> word = stackalloc char[Longest];
        var length = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var letter = i < name.Length ? (char)name[i] : ' ';
            var isLetter = char.IsAsciiLetterOrDigit(letter);
            // A capital after a small letter begins a word.
            if (length > 0 && (!isLetter || (char.IsAsciiLetterUpper(letter) && char.IsAsciiLetterLower((char)name[i - 1]))))
            {
                hints |= length <= Longest && ByWord.TryGetValue(word[..Math.Min(length, Longest)], out var hint) ? hint : Hints.None;
                length = 0;
            }

            if (!isLetter)
                continue;
            if (length < Longest)
                word[length] = char.ToLowerInvariant(letter);
            length++;
        }

        return hints;
    }

    /// <summary>Of the words before a place in a text.</summary>
    internal static Hints Before(ReadOnlySpan<byte> text, int start) => Of(text[Math.Max(0, start - Reach)..start]);
}
