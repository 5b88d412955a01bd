using System.Globalization;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Numbers with units, as the settings write them. What is no such number, or out of its bounds, becomes a problem.</summary>
internal static class Quantity
{
    private static readonly (string Unit, long Factor)[] ByteUnits = [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("B", 1)];
    private static readonly (string Unit, long Factor)[] TimeUnits =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    public static int Int(this MapReader map, string key, int fallback, int min, int max) => (int)Long(map, key, fallback, min, max);

    public static long Long(this MapReader map, string key, long fallback, long min, long max)
    {
        if (map.OptionalText(key) is not { } text)
            return fallback;
        if (long.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        map.Problems.Error(text.Place, string.Create(CultureInfo.InvariantCulture, $"'{key}' is a whole number from {min} to {max}."));
        return fallback;
    }

    /// <summary>Such as <c>64KiB</c>, <c>100MiB</c>, <c>1GiB</c>, or plain bytes.</summary>
    public static long Bytes(this MapReader map, string key, long fallback, long min, long max)
    {
        if (map.OptionalText(key) is not { } text)
            return fallback;
        if (Parse(text.Value, ByteUnits, bare: 1) is { } bytes && bytes >= min && bytes <= max)
            return bytes;
        map.Problems.Error(text.Place, $"'{key}' is a number of bytes with a unit (B, KiB, MiB or GiB), from {ByteText(min)} to {ByteText(max)}.");
        return fallback;
    }

    /// <summary>Such as <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>1h</c>; the unit is needed.</summary>
    public static TimeSpan Duration(this MapReader map, string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (map.OptionalText(key) is not { } text)
            return fallback;
        if (Parse(text.Value, TimeUnits, bare: null) is { } ticks && ticks >= min.Ticks && ticks <= max.Ticks)
            return TimeSpan.FromTicks(ticks);
        map.Problems.Error(text.Place, $"'{key}' is a time with a unit (ms, s, m or h), from {TimeText(min)} to {TimeText(max)}.");
        return fallback;
    }

    private static long? Parse(string text, (string Unit, long Factor)[] units, long? bare)
    {
        foreach (var (unit, factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && Number(text[..^unit.Length].TrimEnd()) is { } number)
                return Times(number, factor);
        }

        return bare is { } one && Number(text) is { } plain ? Times(plain, one) : null;
    }

    private static long? Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? Times(long number, long factor) => number <= long.MaxValue / factor ? number * factor : null;

    private static string ByteText(long bytes)
    {
        var (unit, factor) = ByteUnits.Where(u => u.Factor > 1 && bytes >= u.Factor && bytes % u.Factor == 0).LastOrDefault(("B", 1));
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor}{unit}");
    }

    private static string TimeText(TimeSpan time)
    {
        var (unit, factor) = TimeUnits.Last(u => u.Factor == TimeSpan.TicksPerMillisecond || time.Ticks % u.Factor == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / factor}{unit}");
    }
}
