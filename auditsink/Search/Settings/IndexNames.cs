using System.Globalization;

namespace Compliance.Search.Settings;

/// <summary>The names of indices: a prefix, and the day of the events.</summary>
internal static class IndexNames
{
    private const string DayForm = "yyyy.MM.dd";

    /// <summary>What Elasticsearch allows as the beginning of an index's name, kept a little narrower.</summary>
    public static bool IsPrefix(string text) =>
        text.Length is > 0 and <= 100 && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    public static string Of(string prefix, DateTime time) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{time:yyyy.MM.dd}");

    public static string Of(string prefix, DateOnly day) => Of(prefix, day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The day that an index of that prefix is for; null if its name is none of ours.</summary>
    public static DateOnly? DayOf(string prefix, string index) =>
        index.Length == prefix.Length + 1 + DayForm.Length && index.StartsWith($"{prefix}-", StringComparison.Ordinal)
        && DateOnly.TryParseExact(index.AsSpan(prefix.Length + 1), DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
