using System.Buffers;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A date by ISO 8601: a year, a year and month, or a day with or without a time. What is given up becomes the beginning of what is kept,
/// written in as many characters. Stateless.
/// </summary>
internal static class DateTransform
{
    private const int Year = 4;
    private const int Month = 7;
    private const int Day = 10;
    private static readonly SearchValues<byte> OfTime = SearchValues.Create("0123456789:.,+-TZ "u8);

    /// <summary>False, and nothing was written: it is none.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, DateGeneralisation generalisation, Scratch output)
    {
        if (!IsDate(text))
            return false;
        var target = output.Reserve(text.Length);
        text.CopyTo(target);
        if (generalisation.Keep == DatePart.Year && text.Length >= Month)
            "01"u8.CopyTo(target[(Year + 1)..]);
        if (generalisation.Keep != DatePart.Day && text.Length >= Day)
            "01"u8.CopyTo(target[(Month + 1)..]);
        foreach (ref var character in target[Math.Min(Day, text.Length)..])
            character = char.IsAsciiDigit((char)character) ? (byte)'0' : character;
        return true;
    }

    internal static bool IsDate(ReadOnlySpan<byte> text)
    {
        var length = text.Length >= Day ? Day : text.Length;
        if (length is not (Year or Month or Day))
            return false;
        for (var i = 0; i < length; i++)
            if (i is Year or Month ? text[i] != '-' : !char.IsAsciiDigit((char)text[i]))
                return false;
        if (length >= Month && Number(text, Year + 1) is < 1 or > 12)
            return false;
        if (length >= Day && Number(text, Month + 1) is < 1 or > 31)
            return false;
        var time = text[length..];
        return time.IsEmpty || (time[0] is (byte)'T' or (byte)' ' && time.IndexOfAnyExcept(OfTime) < 0);
    }

    private static int Number(ReadOnlySpan<byte> text, int at) => ((text[at] - '0') * 10) + text[at + 1] - '0';
}
