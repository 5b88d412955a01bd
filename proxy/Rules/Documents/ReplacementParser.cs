using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads the settings of treatments that put another value of the same kind in place: <c>shift: {days, by, key}</c>, <c>synthetic: {of, key}</c>.
/// </summary>
internal static class ReplacementParser
{
    internal const int MostDays = 3650;

    internal static Treatment? Parse(string name, YamlNode value, ProblemList problems) => name switch
    {
        "shift" when MapReader.Open(value, Vocabulary.Shift, problems) is { } shift => ParseShift(shift),
        "synthetic" when MapReader.Open(value, Vocabulary.Synthetic, problems) is { } synthetic => ParseSynthetic(synthetic),
        _ => null,
    };

    private static DateShift? ParseShift(MapReader map)
    {
        var (days, by, key) = (ParseDays(map), ParseSubject(map), map.RequiredText("key"));
        return days is null || by is null || key is null ? null : new(key.Value.Value, days.Value, by);
    }

    private static int? ParseDays(MapReader map)
    {
        if (map.Required("days") is null)
            return null;
        var days = map.Number("days", 1);
        if (days is >= 1 and <= MostDays)
            return days;
        map.Problems.Error(map.PlaceOf("days"), $"'days' says by how many days a date moves at most, from 1 to {MostDays}.");
        return null;
    }

    private static FieldPath? ParseSubject(MapReader map)
    {
        if (map.RequiredText("by") is not { } text)
            return null;
        var path = FieldPath.Parse(text.Value, out var error);
        if (path is null)
            map.Problems.Error(text.Place, $"'{text}' is no path: {error}. Write where a record names its subject, for example $.customer.id.");
        else if (!path.IsSingle)
            map.Problems.Error(text.Place, $"'{text}' can lead to several places, and a record has one subject; write a path without '..', '[*]' and braces, for example $.customer.id.");
        return path is { IsSingle: true } ? path : null;
    }

    private static Synthetic? ParseSynthetic(MapReader map)
    {
        var (of, key) = (map.RequiredText("of"), map.RequiredText("key"));
        if (of is null || key is null)
            return null;
        if (SyntheticNames.All.TryGetValue(of.Value.Value, out var kind))
            return new(key.Value.Value, kind);
        map.Problems.Error(of.Value.Place, $"'{of}' is nothing that can be made up{Suggestion.For(of.Value.Value, SyntheticNames.All.Keys)} Known: {string.Join(", ", SyntheticNames.All.Keys)}.");
        return null;
    }
}
