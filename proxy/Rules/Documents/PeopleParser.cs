using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>name: {principals: [pattern], mechanisms: [SASL mechanism]}</c>.</summary>
internal static class PeopleParser
{
    internal static PeopleEntry Parse(Text name, YamlNode value, ProblemList problems) =>
        MapReader.Open(value, Vocabulary.People, problems) is { } map
            ? new(name, map.Texts("principals", required: true), Mechanisms(map))
            : new(name, [], []);

    private static ImmutableArray<string> Mechanisms(MapReader map)
    {
        var mechanisms = map.Texts("mechanisms");
        foreach (var unknown in mechanisms.Where(m => !MechanismNames.All.Contains(m.Value)))
            map.Problems.Error(unknown.Place, $"'{unknown}' is no SASL mechanism{Suggestion.For(unknown.Value, MechanismNames.All)} Known: {string.Join(", ", MechanismNames.All)}.");
        return [.. mechanisms.Select(m => m.Value)];
    }
}
