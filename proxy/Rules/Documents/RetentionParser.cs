using System.Globalization;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, topics, max: 400d|36h, cleanup: delete|compact, serves: [clause]}</c>.</summary>
internal static class RetentionParser
{
    internal const string MaxPattern = "^[1-9][0-9]{0,5}[dh]$";
    internal static readonly string[] Cleanups = ["delete", "compact"];
    private const int MaxDigits = 6;

    internal static RetentionEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Retention, problems) is not { } map || map.RequiredText("id") is not { } id)
            return null;
        Names.Check(id, "id of a rule", problems);
        var cleanup = map.OptionalText("cleanup");
        if (cleanup is { } text && !Cleanups.Contains(text.Value))
            problems.Error(text.Place, $"'cleanup' is 'delete' (what is older goes) or 'compact' (the last record of each key stays), not '{text}'.");
        return new(id, map.Texts("topics", required: true), ParseMax(map), cleanup?.Value == "compact", map.Texts("serves"));
    }

    private static TimeSpan? ParseMax(MapReader map)
    {
        if (map.RequiredText("max") is not { } text)
            return null;
        var unit = text.Value[^1];
        if (text.Value.Length <= MaxDigits + 1 && unit is ('d' or 'h')
            && int.TryParse(text.Value.AsSpan(0, text.Value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return unit == 'd' ? TimeSpan.FromDays(count) : TimeSpan.FromHours(count);
        map.Problems.Error(text.Place, $"'max' is a number of days or hours, such as 400d or 36h, not '{text}'.");
        return null;
    }
}
