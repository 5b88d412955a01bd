using System.Globalization;

namespace Compliance.Functional.Traffic;

/// <summary>What a record holds: an object of JSON, so that a proxy that looks for fields in it has to read it.</summary>
internal static class Numbers
{
    private const string Before = """{"number":""";
    private const string After = "}";

    public static string Text(long number) => string.Create(CultureInfo.InvariantCulture, $"{Before}{number}{After}");

    /// <summary>-1: no such text.</summary>
    public static long Parse(string? text) =>
        text is not null && text.StartsWith(Before, StringComparison.Ordinal) && long.TryParse(text[Before.Length..^After.Length], CultureInfo.InvariantCulture, out var number) ? number : -1;
}
