using System.Globalization;

namespace Compliance.Auditctl.Commands;

/// <summary>Times as an auditor types them: a date, a date and time (UTC unless it says otherwise), or how long ago.</summary>
internal static class TimeText
{
    public const string Forms = "2026-11-25, 2026-11-25T14:30, 2026-11-25T14:30:00+01:00, or 15m, 24h, 7d for that long ago";

    private const int MostDays = 100_000;

    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (text.Length > 1 && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return text[^1] switch
            {
                'm' when number <= MostDays * 24 * 60 => now.AddMinutes(-number),
                'h' when number <= MostDays * 24 => now.AddHours(-number),
                'd' when number <= MostDays => now.AddDays(-number),
                _ => null,
            };
        }

        string[] forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFK"];
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
