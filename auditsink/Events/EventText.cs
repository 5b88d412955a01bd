using System.Buffers;
using System.Globalization;
using System.Text;

namespace Compliance.Events;

/// <summary>
/// Text that a client chose (client id, group, topic of a refused request, …) on its way into the evidence: bounded, and without
/// characters that could forge a line, hide a part of it or turn it around on an auditor's screen. Pure; any thread.
/// </summary>
public static class EventText
{
    /// <summary>UTF-16 units that a text of an event has at most; the longest legal topic name has 249.</summary>
    public const int MaxLength = 256;

    private const char Bad = '\uFFFD';
    private const char More = '…';

    /// <summary>Bytes as a client sent them. What is not UTF-8, a control or a format character becomes U+FFFD; a cut ends in <c>…</c>.</summary>
    public static string Clean(ReadOnlySpan<byte> utf8)
    {
        Span<char> clean = stackalloc char[MaxLength + 2];
        var used = 0;
        while (!utf8.IsEmpty && used <= MaxLength)
        {
            var valid = Rune.DecodeFromUtf8(utf8, out var rune, out var consumed) == OperationStatus.Done;
            utf8 = utf8[consumed..];
            used += Put(clean[used..], valid ? rune : Rune.ReplacementChar);
        }

        return Close(clean, used, whole: utf8.IsEmpty);
    }

    /// <inheritdoc cref="Clean(ReadOnlySpan{byte})"/>
    public static string? Clean(string? text)
    {
        if (text is null)
            return null;
        Span<char> clean = stackalloc char[MaxLength + 2];
        var used = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty && used <= MaxLength)
        {
            var valid = Rune.DecodeFromUtf16(rest, out var rune, out var consumed) == OperationStatus.Done;
            rest = rest[consumed..];
            used += Put(clean[used..], valid ? rune : Rune.ReplacementChar);
        }

        return clean[..used].SequenceEqual(text) && used <= MaxLength ? text : Close(clean, used, whole: rest.IsEmpty);
    }

    /// <summary>The text within the bound, for the encoder: a caller that has not cleaned cannot make an event without limit.</summary>
    internal static ReadOnlySpan<char> Cut(string text)
    {
        if (text.Length <= MaxLength)
            return text;
        return text.AsSpan(0, char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength);
    }

    private static int Put(Span<char> room, Rune rune)
    {
        if (IsPlain(rune))
            return rune.EncodeToUtf16(room);
        room[0] = Bad;
        return 1;
    }

    private static bool IsPlain(Rune rune) => rune.Value is >= 0x20 and < 0x7F || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Close(Span<char> clean, int used, bool whole)
    {
        if (whole && used <= MaxLength)
            return new string(clean[..used]);
        var cut = MaxLength - 1;
        if (char.IsLowSurrogate(clean[cut]))
            cut--;
        clean[cut] = More;
        return new string(clean[..(cut + 1)]);
    }
}
