using System.Globalization;
using Compliance.Protect.Formats;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A day by ISO 8601, with or without a time, some days earlier or later, written in as many characters; time, fraction and zone stay. Stateless.
/// </summary>
internal static class ShiftTransform
{
    private const int Month = 5;
    private const int Day = 8;
    private const int Length = 10;

    /// <summary>False, and nothing was written: it is no day, a year or month alone included, or would leave the years 1 to 9999.</summary>
    internal static bool TryWrite(ReadOnlySpan<byte> text, int days, Scratch output)
    {
        if (text.Length < Length || !DateTransform.IsDate(text))
            return false;
        var (year, month, day) = ((Number(text, 0) * 100) + Number(text, 2), Number(text, Month), Number(text, Day));
        if (year == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        var moved = new DateOnly(year, month, day).DayNumber + days;
        if (moved < 0 || moved > DateOnly.MaxValue.DayNumber)
            return false;
        DateOnly.FromDayNumber(moved).TryFormat(output.Reserve(Length), out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        output.Append(text[Length..]);
        return true;
    }

    private static int Number(ReadOnlySpan<byte> text, int at) => ((text[at] - '0') * 10) + text[at + 1] - '0';
}
