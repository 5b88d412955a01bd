using System.Globalization;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, people, unless, reveals: 100/h, serves}</c>.</summary>
internal static class QuotaParser
{
    internal const string RevealsPattern = "^[1-9][0-9]{0,8}/[mhd]$";

    internal static QuotaEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Quota, problems) is not { } map || map.RequiredText("id") is not { } id)
            return null;
        Names.Check(id, "id of a rule", problems);
        var (reveals, window) = ParseReveals(map);
        return new(id, map.Texts("people", required: true), UnlessParser.Parse(map), reveals, window, map.Texts("serves"));
    }

    private static (int Reveals, TimeSpan Window) ParseReveals(MapReader map)
    {
        if (map.RequiredText("reveals") is not { } text)
            return default;
        if (text.Value.Split('/') is [var number, var unit] && number.Length <= 9
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var reveals) && reveals > 0 && Unit(unit) is { } window)
            return (reveals, window);
        map.Problems.Error(text.Place, $"'reveals' says how many records may be seen in clear in a minute, an hour or a day, such as 100/h, not '{text}'.");
        return default;
    }

    private static TimeSpan? Unit(string unit) => unit switch
    {
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        _ => null,
    };
}
