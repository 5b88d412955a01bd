using System.Globalization;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// Days and times since 1970 as ISO 8601 and back: <c>2024-02-29</c>, <c>2024-02-29T12:00:00.000Z</c> with as many digits of a second as the
/// type has; without Z of a local time. From the year 1 to 9999.
/// </summary>
internal static class AvroTime
{
    private const int DayLength = 10;
    private const int SecondLength = 19;
    private const int MostDigits = 9;
    private static readonly int[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>False: the type is neither, or the time has no date.</summary>
    internal static bool TryFormat(AvroType type, long value, Scratch output)
    {
        var isDate = type.Logical == AvroLogical.Date;
        if (!isDate && type.Logical is not (AvroLogical.Timestamp or AvroLogical.LocalTimestamp))
            return false;
        var parts = isDate ? 1 : Powers[type.Digits];
        var (whole, fraction) = (Math.DivRem(value, parts, out var rest), rest);
        if (fraction < 0)
            (whole, fraction) = (whole - 1, fraction + parts);
        var second = isDate ? TimeSpan.TicksPerDay : TimeSpan.TicksPerSecond;
        if (whole < -DateTime.UnixEpoch.Ticks / second || whole > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / second)
            return false;
        var time = DateTime.UnixEpoch.AddTicks(whole * second);
        time.TryFormat(output.Reserve(isDate ? DayLength : SecondLength), out _, isDate ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        if (isDate)
            return true;
        output.Append("."u8);
        var digits = output.Reserve(type.Digits);
        for (var i = digits.Length - 1; i >= 0; i--, fraction /= 10)
            digits[i] = (byte)('0' + (fraction % 10));
        if (type.Logical == AvroLogical.Timestamp)
            output.Append("Z"u8);
        return true;
    }

    /// <summary>False: the text is no such date, or no such time.</summary>
    internal static bool TryParse(AvroType type, ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (!TryDay(text, out var day))
            return false;
        if (type.Logical == AvroLogical.Date)
        {
            value = (day.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
            return text.Length == DayLength;
        }

        var isLocal = type.Logical == AvroLogical.LocalTimestamp;
        var length = SecondLength + 1 + type.Digits;
        if (type.Logical != AvroLogical.Timestamp && !isLocal)
            return false;
        if (text.Length != length + (isLocal ? 0 : 1) || text[DayLength] != 'T' || (!isLocal && text[^1] != 'Z')
            || !TryNumber(text, 11, 2, 23, out var hour) || !TryNumber(text, 14, 2, 59, out var minute) || !TryNumber(text, 17, 2, 59, out var second)
            || !TryNumber(text, SecondLength + 1, type.Digits, Powers[Math.Min(type.Digits, MostDigits)] - 1, out var fraction))
            return false;
        var seconds = ((day.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) + (hour * 3600) + (minute * 60) + second;
        var wide = ((Int128)seconds * Powers[type.Digits]) + fraction;
        value = (long)wide;
        return wide == value;
    }

    private static bool TryDay(ReadOnlySpan<byte> text, out DateTime day)
    {
        day = default;
        if (text.Length < DayLength || text[4] != '-' || text[7] != '-'
            || !TryNumber(text, 0, 4, 9999, out var year) || !TryNumber(text, 5, 2, 12, out var month) || !TryNumber(text, 8, 2, 31, out var number)
            || year == 0 || month == 0 || number == 0 || number > DateTime.DaysInMonth(year, month))
            return false;
        day = new DateTime(year, month, number, 0, 0, 0, DateTimeKind.Utc);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, int at, int digits, int most, out int number)
    {
        number = 0;
        foreach (var digit in text.Slice(at, digits))
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            number = (number * 10) + digit - '0';
        }

        return number <= most;
    }
}
