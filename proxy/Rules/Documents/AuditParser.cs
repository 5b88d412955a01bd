using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, mode, apis: [group], topics, classes, people, purpose, hours, clientIds, breakGlass, denied: true, serves}</c>.</summary>
internal static class AuditParser
{
    private const string All = "*";

    private static readonly Dictionary<string, ApiGroup> Groups =
        Enum.GetValues<ApiGroup>().ToDictionary(group => group.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    internal static IEnumerable<string> Words => [.. Groups.Keys, All];

    internal static AuditEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Audit, problems) is not { } map || map.RequiredText("id") is not { } id)
            return null;
        Names.Check(id, "id of a rule", problems);
        if (map.OptionalText("denied") is { } denied && denied.Value != "true")
            problems.Error(denied.Place, "'denied' is 'true', for a rule about what was refused, or left out, for one about what was let through.");
        return new(id, ParseMode(map), ParseApis(map), map.Texts("topics"), map.Texts("classes"), new(ConditionParser.Parse(map)), map.Has("denied"), map.Texts("serves"));
    }

    private static AuditMode? ParseMode(MapReader map) => map.RequiredText("mode") is { } text ? AuditModeNames.Parse(text, map.Problems) : null;

    private static ImmutableArray<ApiGroup> ParseApis(MapReader map)
    {
        var groups = new SortedSet<ApiGroup>();
        foreach (var text in map.Texts("apis", required: true))
        {
            if (text.Value == All)
                groups.UnionWith(Groups.Values);
            else if (Groups.TryGetValue(text.Value, out var group))
                groups.Add(group);
            else
                map.Problems.Error(text.Place, $"'{text}' is no group of APIs{Suggestion.For(text.Value, Groups.Keys)} Known: {string.Join(", ", Groups.Keys)}, and '{All}' for all of them.");
        }

        return [.. groups];
    }
}
