using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>name: {rules: [clause], find: [{topics, path|schemaTag, in: value|key|header:NAME, format: json, detect, minScore}]}</c>.</summary>
internal static class ClassParser
{
    internal static ClassEntry Parse(Text name, YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Class, problems) is not { } map)
            return new(name, [], []);
        map.Required("find");
        var finds = map.Items("find");
        if (map.Find("find") is YamlList { Items.IsEmpty: true } empty)
            problems.Error(empty.Place, $"Class '{name}' is found nowhere; add an entry with topics and path.");
        return new(name, map.Texts("rules"), [.. finds.Select(f => ParseFind(f, problems)).OfType<FindEntry>()]);
    }

    private static FindEntry? ParseFind(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Find, problems) is not { } map)
            return null;
        var part = PartNames.Parse(map.OptionalText("in"), problems);
        var topics = map.Texts("topics", required: true);
        if (map.OptionalText("schemaTag") is { } tag)
            return ParseTag(map, tag, topics, part);
        var detector = map.OptionalText("detect");
        if (detector is null && map.Has("minScore"))
            map.Problems.Error(map.PlaceOf("minScore"), "'minScore' says how sure a detector must be; add 'detect', or remove it.");
        // Most keys and headers are one text, most values JSON.
        var path = part.IsValue && detector is null ? map.RequiredText("path") : map.OptionalText("path");
        var format = FormatNames.Parse(map.OptionalText("format"), path is null && !part.IsValue ? ValueFormats.Text : ValueFormats.Json, problems);
        var whole = new Text(FieldPath.Whole, map.PlaceOf(part.IsValue ? "detect" : "in"));
        if (detector is not { } word)
            return path is null && part.IsValue ? null : new(topics, path ?? whole, format, part);
        var (kind, score) = (DetectorNames.Parse(word, problems), DetectorNames.LeastScore(map));
        return kind is { } known ? new(topics, path ?? whole, format, part) { Detect = new(known, score) } : null;
    }

    private static FindEntry ParseTag(MapReader map, Text tag, ImmutableArray<Text> topics, RecordPart part)
    {
        if (map.Has("path"))
            map.Problems.Error(map.PlaceOf("path"), "What is found by 'schemaTag' is wherever a schema says; leave out 'path', or write it in an entry of its own.");
        if (map.Has("detect") || map.Has("minScore"))
            map.Problems.Error(map.PlaceOf(map.Has("detect") ? "detect" : "minScore"), "What is found by 'schemaTag' is the field as a whole; look into it by an entry of its own, with 'path' and 'detect'.");
        if (part.Header is not null)
            map.Problems.Error(map.PlaceOf("in"), "Headers have no schema, so nothing in them has a 'schemaTag'; give a 'path', or neither.");
        var format = FormatNames.Parse(map.OptionalText("format"), ValueFormats.Framed, map.Problems);
        if ((format & ValueFormats.Framed) == 0)
            map.Problems.Error(map.PlaceOf("format"), $"'{FormatNames.Of(format)}' has no schema in which fields are tagged; write 'avro', 'protobuf' or 'json-schema', or leave 'format' out, which means any of them.");
        return new(topics, tag, format, part, tag);
    }
}
