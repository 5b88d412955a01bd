using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads <c>{name, as, read|write: {topic, value, avroSchema, protobuf: {schema, file, message}, key, keyAvroSchema, headers},
/// expect: {decision, value, key, headers, by, stored, shown, withheld, refused, quarantined, audit}}</c>.
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
        var who = WhoParser.Parse(map);
        var record = Open(map, isWrite ? "write" : "read", Vocabulary.Record);
        var topic = record?.RequiredText("topic");
        var expect = Open(map, "expect", Vocabulary.Expect);
        if (name is null || who is null || topic is null || expect is null)
            return null;
        return new(name.Value, who,
            isWrite, topic.Value, record!.Find("value"), record.Find("avroSchema"), ParseProtobuf(record), record.Find("key"), record.Find("keyAvroSchema"), ParseHeaders(record), ParseExpect(expect, isWrite));
    }

    private static MapReader? Open(MapReader map, string key, Vocabulary words) =>
        map.Required(key) is { } node ? MapReader.Open(node, words, map.Problems) : null;

    private static ProtobufEntry? ParseProtobuf(MapReader record)
    {
        if (record.Find("protobuf") is not { } node || MapReader.Open(node, Vocabulary.Protobuf, record.Problems) is not { } map)
            return null;
        if (map.Has("schema") == map.Has("file"))
            record.Problems.Error(map.Place, "'protobuf' names one schema: write it under 'schema: |', or name its .proto file under 'file'.");
        if (record.Has("avroSchema"))
            record.Problems.Error(map.Place, "A value is written by one schema; remove 'protobuf' or 'avroSchema'.");
        return new(map.OptionalText("schema"), map.OptionalText("file"), map.OptionalText("message"));
    }

    private static ImmutableArray<(Text, YamlNode)> ParseHeaders(MapReader map) => [.. map.Entries("headers").Select(e => (new Text(e.Key.Value, e.Key.Place), e.Value))];

    private static ExpectEntry ParseExpect(MapReader map, bool isWrite)
    {
        var decision = map.OptionalText("decision");
        if (decision is { } text && text.Value is not ("allow" or "deny"))
            map.Problems.Error(text.Place, $"'decision' is 'allow' or 'deny', not '{text}'.");
        var isQuarantined = IsTrue(map, "quarantined", "that goes to a quarantine topic too");
        if (isQuarantined && !isWrite)
            map.Problems.Error(map.PlaceOf("quarantined"), "Records are quarantined where they are written; make it a 'write', or remove 'quarantined'.");
        return new(map.Place, decision?.Value == "deny", map.Find("value"), map.Find("key"), ParseHeaders(map), map.Texts("by"), ParseConditions(map, "stored"), ParseConditions(map, "shown"),
            IsTrue(map, "withheld", "that a rule of 'rows' keeps from its reader"), map.OptionalText("audit") is { } mode ? AuditModeNames.Parse(mode, map.Problems) : null)
        {
            IsRefused = IsTrue(map, "refused", "that must not pass"),
            IsQuarantined = isQuarantined,
        };
    }

    private static bool IsTrue(MapReader map, string key, string what)
    {
        if (map.OptionalText(key) is { } word && word.Value != "true")
            map.Problems.Error(word.Place, $"'{key}' is 'true', of a record {what}, or left out.");
        return map.Has(key);
    }

    private static ConditionsEntry? ParseConditions(MapReader map, string section) => map.Find(section) is { } node ? ConditionsParser.Parse(node, map.Problems) : null;
}
