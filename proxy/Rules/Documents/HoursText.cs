using System.Globalization;
using Compliance.Rules.Compiled.Times;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads hours: <c>[days] HH:MM-HH:MM zone</c>, where days are <c>Mon-Fri</c>, <c>Sat,Sun</c> or, left out, all, and a zone is <c>Area/City</c> of
/// the IANA database, or UTC. Its short names are refused: EST never changes its clocks, and IST is three zones.
/// </summary>
internal static class HoursText
{
    internal const string Pattern = @"^((Mon|Tue|Wed|Thu|Fri|Sat|Sun)([-,](Mon|Tue|Wed|Thu|Fri|Sat|Sun))* )?[0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d (UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$";

    private const string Utc = "UTC";
    private const string Fixed = "Etc/";
    private const int EveryDay = 0x7F;

    private static readonly string[] Names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>Null, and what is wrong.</summary>
    internal static TimeWindow? Parse(string text, out string problem)
    {
        problem = $"'{text}' are no hours; write days, times and a time zone, \"Mon-Fri 08:00-18:00 Europe/Berlin\", or times and a zone for every day.";
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ([_, _] or [_, _, _]) || (words.Length == 3 ? Days(words[0]) : EveryDay) is not { } days || words[^2].Split('-') is not [var from, var until] || !char.IsAsciiDigit(from.FirstOrDefault()))
            return null;
        if (Minute(from) is not (>= 0 and < TimeWindow.DayMinutes and var begin) || Minute(until) is not { } end)
        {
            problem = $"'{words[^2]}' are no times of a day; write hours and minutes from 00:00 to 24:00: 08:00-18:00, or 22:00-06:00 over midnight.";
            return null;
        }

        if (begin == end)
        {
            problem = $"'{text}' never opens, since it begins and ends at the same time; write 00:00-24:00 for the whole day.";
            return null;
        }

        if (Zone(words[^1], out problem) is not { } zone)
            return null;
        return new(days, begin, end > begin ? end : end + TimeWindow.DayMinutes, zone, string.Join(' ', words));
    }

    private static int? Days(string text)
    {
        var days = 0;
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-').Select(name => Array.IndexOf(Names, name)).ToArray();
            if (ends.Length > 2 || ends.Any(day => day < 0))
                return null;
            for (var day = ends[0]; ; day = (day + 1) % Names.Length)
            {
                days |= 1 << day;
                if (day == ends[^1])
                    break;
            }
        }

        return days;
    }

    private static int? Minute(string text) =>
        text is [_, _, ':', _, _] && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
        && minute < 60 && (hour < 24 || (hour, minute) == (24, 0)) ? (hour * 60) + minute : null;

    private static TimeZoneInfo? Zone(string id, out string problem)
    {
        problem = "";
        if (id == Utc)
            return TimeZoneInfo.Utc;
        var isForm = id.Contains('/', StringComparison.Ordinal) && !id.StartsWith(Fixed, StringComparison.Ordinal) && char.IsAsciiLetterUpper(id[0]) && id[^1] != '/'
            && !id.Contains("//", StringComparison.Ordinal) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-');
        if (isForm && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;
        problem = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _)
            ? $"'{id}' is no time zone here; write one of the IANA database with its area, such as Europe/Berlin or America/New_York, or {Utc}."
            : $"The time zone '{id}' can't be looked up: this machine has no time zone database. Install the package tzdata, or write the hours in {Utc}.";
        return null;
    }
}
