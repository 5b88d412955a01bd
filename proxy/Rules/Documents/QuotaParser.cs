using System.Globalization;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, people, purpose, hours, clientIds, breakGlass, unless, reveals: 100/h, read: 5MiB/s, write: 5MiB/s, serves}</c>.</summary>
internal static class QuotaParser
{
    internal const string RevealsPattern = "^[1-9][0-9]{0,8}/[mhd]$";
    internal const string RatePattern = "^[1-9][0-9]{0,8}(B|kB|KiB|MB|MiB|GB|GiB)/s$";

    private const int MostDigits = 9;

    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal)
    {
        ["B"] = 1,
        ["kB"] = 1_000,
        ["KiB"] = 1 << 10,
        ["MB"] = 1_000_000,
        ["MiB"] = 1 << 20,
        ["GB"] = 1_000_000_000,
        ["GiB"] = 1 << 30,
    };

    internal static QuotaEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Quota, problems) is not { } map || map.RequiredText("id") is not { } id)
            return null;
        Names.Check(id, "id of a rule", problems);
        if (!map.Has("reveals") && !map.Has("read") && !map.Has("write"))
            problems.Error(map.Place, $"Quota '{id}' bounds nothing; add 'reveals: 100/h', 'read: 5MiB/s' or 'write: 5MiB/s'.");
        var audience = AudienceParser.Parse(map);
        var (reveals, window) = ParseReveals(map);
        return new(id, audience, reveals, window, ParseRate(map, "read"), ParseRate(map, "write"), map.Texts("serves"));
    }

    private static (int Reveals, TimeSpan Window) ParseReveals(MapReader map)
    {
        if (map.OptionalText("reveals") is not { } text)
            return default;
        if (text.Value.Split('/') is [var number, var unit] && Amount(number) is { } reveals && Unit(unit) is { } window)
            return (reveals, window);
        map.Problems.Error(text.Place, $"'reveals' says how many records may be seen in clear in a minute, an hour or a day, such as 100/h, not '{text}'.");
        return default;
    }

    private static long ParseRate(MapReader map, string key)
    {
        if (map.OptionalText(key) is not { } text)
            return 0;
        var digits = text.Value.TakeWhile(char.IsAsciiDigit).Count();
        if (Amount(text.Value[..digits]) is { } number && text.Value[digits..].Split('/') is [var unit, "s"] && Units.TryGetValue(unit, out var bytes))
            return number * bytes;
        map.Problems.Error(text.Place, $"'{key}' says how many bytes a second, such as 5MiB/s ({string.Join(", ", Units.Keys)}), not '{text}'.");
        return 0;
    }

    private static int? Amount(string text) =>
        text.Length <= MostDigits && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static TimeSpan? Unit(string unit) => unit switch
    {
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        _ => null,
    };
}
