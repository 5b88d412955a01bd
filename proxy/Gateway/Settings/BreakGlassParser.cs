using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads a route's <c>breakGlass: {folder, origin, people: {NAME: KEY}, max}</c>.</summary>
internal static class BreakGlassParser
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan DefaultMax = TimeSpan.FromHours(4);

    /// <summary>Null, and problems, where a part is missing or malformed; null without a problem where the route has none.</summary>
    public static BreakGlassSettings? Parse(MapReader route, Text? policies)
    {
        if (route.Find("breakGlass") is not { } node || MapReader.Open(node, SettingsVocabulary.BreakGlass, route.Problems) is not { } map)
            return null;
        if (policies is null)
            route.Problems.Error(map.Place, "'breakGlass' opens what policies close, and the route has none; add 'policies' with their folder.");
        var people = ApprovalParser.People(map);
        var max = map.Duration("max", DefaultMax, TimeSpan.FromMinutes(1), Longest);
        return map.RequiredText("folder") is { } folder && map.RequiredText("origin") is { } origin && ApprovalParser.IsLine(origin, map) ? new(map.Place, folder, origin, people, max) : null;
    }
}
