using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads <c>{name, as: {principal, mechanism, group, purpose, at}, read|write: {topic, value, avroSchema, key, headers},
/// expect: {decision, value, by, stored, shown, withheld, audit}}</c>.
/// </summary>
internal static class TestParser
{
    internal static TestEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Test, problems) is not { } map)
            return null;
        var isWrite = map.Has("write");
        if (isWrite == map.Has("read"))
            problems.Error(map.Place, "A test either reads or writes: give one of 'read' and 'write', with topic and value.");
        var name = map.RequiredText("name");
        var who = Open(map, "as", Vocabulary.As);
        var record = Open(map, isWrite ? "write" : "read", Vocabulary.Record);
        var (principal, topic) = (who?.RequiredText("principal"), record?.RequiredText("topic"));
        var expect = Open(map, "expect", Vocabulary.Expect);
        if (name is null || principal is null || topic is null || expect is null)
            return null;
        return new(name.Value, principal.Value, who!.OptionalText("mechanism"), who.OptionalText("group"), who.OptionalText("purpose"), who.Instant("at"),
            isWrite, topic.Value, record!.Find("value"), record.Find("avroSchema"), record.OptionalText("key"), ParseHeaders(record), ParseExpect(expect));
    }

    private static MapReader? Open(MapReader map, string key, Vocabulary words) =>
        map.Required(key) is { } node ? MapReader.Open(node, words, map.Problems) : null;

    private static ImmutableArray<(Text, Text)> ParseHeaders(MapReader record)
    {
        var headers = ImmutableArray.CreateBuilder<(Text, Text)>();
        foreach (var (key, value) in record.Entries("headers"))
        {
            if (value is YamlScalar { IsNull: false } text)
                headers.Add((new(key.Value, key.Place), new(text.Value, text.Place)));
            else
                record.Problems.Error(value.Place, "Beside the name of each header stands its text.");
        }

        return headers.ToImmutable();
    }

    private static ExpectEntry ParseExpect(MapReader map)
    {
        var decision = map.OptionalText("decision");
        if (decision is { } text && text.Value is not ("allow" or "deny"))
            map.Problems.Error(text.Place, $"'decision' is 'allow' or 'deny', not '{text}'.");
        return new(map.Place, decision?.Value == "deny", map.Find("value"), map.Texts("by"), ParseConditions(map, "stored"), ParseConditions(map, "shown"), IsWithheld(map),
            map.OptionalText("audit") is { } mode ? AuditModeNames.Parse(mode, map.Problems) : null);
    }

    private static bool IsWithheld(MapReader map)
    {
        if (map.OptionalText("withheld") is { } withheld && withheld.Value != "true")
            map.Problems.Error(withheld.Place, "'withheld' is 'true', of a record that a rule of 'rows' keeps from its reader, or left out.");
        return map.Has("withheld");
    }

    private static ConditionsEntry? ParseConditions(MapReader map, string section)
    {
        if (map.Find(section) is not { } node || MapReader.Open(node, Vocabulary.Conditions, map.Problems) is not { } conditions)
            return null;
        var patterns = ImmutableArray.CreateBuilder<(Text, Text)>();
        foreach (var (key, value) in conditions.Entries("matches"))
        {
            if (value is YamlScalar { IsNull: false } pattern)
                patterns.Add((new(key.Value, key.Place), new(pattern.Value, pattern.Place)));
            else
                map.Problems.Error(value.Place, "Beside each path stands a regular expression, in quotes.");
        }

        return new(conditions.Texts("absent"), conditions.Texts("differs"), patterns.ToImmutable(),
            [.. conditions.Entries("equals").Select(e => (new Text(e.Key.Value, e.Key.Place), e.Value))]);
    }
}
