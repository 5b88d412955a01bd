using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{absent, differs, matches, equals, key: {…}, headers: {NAME: {…}}}</c>, of which the last two have none of their like.</summary>
internal static class ConditionsParser
{
    internal static ConditionsEntry? Parse(YamlNode node, ProblemList problems) => Parse(node, Vocabulary.Conditions, problems);

    private static ConditionsEntry? Parse(YamlNode node, Vocabulary words, ProblemList problems)
    {
        if (MapReader.Open(node, words, problems) is not { } map)
            return null;
        var patterns = ImmutableArray.CreateBuilder<(Text, Text)>();
        foreach (var (key, value) in map.Entries("matches"))
        {
            if (value is YamlScalar { IsNull: false } pattern)
                patterns.Add((new(key.Value, key.Place), new(pattern.Value, pattern.Place)));
            else
                problems.Error(value.Place, "Beside each path stands a regular expression, in quotes.");
        }

        return new(map.Texts("absent"), map.Texts("differs"), patterns.ToImmutable(),
            [.. map.Entries("equals").Select(e => (new Text(e.Key.Value, e.Key.Place), e.Value))], [.. Others(map, words, problems)]);
    }

    private static IEnumerable<PartConditions> Others(MapReader map, Vocabulary words, ProblemList problems)
    {
        if (words != Vocabulary.Conditions)
            yield break;
        if (map.Find("key") is { } key && Parse(key, Vocabulary.PartConditions, problems) is { } ofKey)
            yield return new(RecordPart.Key, ofKey);
        foreach (var (name, node) in map.Entries("headers"))
        {
            if (Parse(node, Vocabulary.PartConditions, problems) is { } ofHeader)
                yield return new(RecordPart.OfHeader(name.Value), ofHeader);
        }
    }
}
