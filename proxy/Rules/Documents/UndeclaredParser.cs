using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>undeclaredPii: observe</c>, or <c>{do: observe|mask|quarantine|reject|pass, to: TOPIC, detect: [pan], minScore, topics, format, in: [value, key, headers, header:NAME], when}</c>.</summary>
internal static class UndeclaredParser
{
    internal const string Quarantine = "quarantine";
    internal static readonly string[] Actions = ["pass", "observe", "mask", Quarantine, "reject"];
    internal static readonly string[] Whens = ["produce", "consume"];

    /// <summary>Null: what is not declared passes unseen.</summary>
    internal static UndeclaredEntry? Parse(MapReader defaults)
    {
        if (defaults.Find(UndeclaredEntry.RuleName) is not { } node)
            return null;
        if (node is YamlScalar)
        {
            return defaults.OptionalText(UndeclaredEntry.RuleName) is { } word && IsToAct(word, defaults.Problems)
                ? new(word, [.. DetectorNames.All.Values], DetectTarget.LowestScore, [], ValueFormats.None, [When.Produce], word.Place)
                : null;
        }

        if (MapReader.Open(node, Vocabulary.Undeclared, defaults.Problems) is not { } map || map.RequiredText("do") is not { } action)
            return null;
        if (map.Has("format") && !map.Has("topics"))
            map.Problems.Error(map.PlaceOf("format"), "'format' says how the values of 'topics' are written; without them each topic's is the one that 'find' names. Add 'topics', or remove it.");
        var entry = new UndeclaredEntry(
            action, DetectorNames.Kinds(map), DetectorNames.LeastScore(map), map.Texts("topics"), FormatNames.Parse(map.OptionalText("format"), ValueFormats.Json, map.Problems), ParseWhen(map), map.Place)
        {
            To = ParseTopic(map, action),
            Parts = ParseParts(map),
        };
        if (map.Has("format") && !entry.Parts.Contains(RecordPart.Value))
            map.Problems.Error(map.PlaceOf("format"), "'format' says how values are written, and 'in' leaves them out: keys and headers are read as the classes say that are found in them, and else as texts. Remove it, or add 'value' to 'in'.");
        return IsToAct(action, map.Problems) ? entry : null;
    }

    private static bool IsToAct(Text action, ProblemList problems)
    {
        if (!Actions.Contains(action.Value))
            problems.Error(action.Place, $"'{UndeclaredEntry.RuleName}' is {string.Join(", ", Actions[..^1])} or {Actions[^1]}, not '{action}'.");
        return Actions.Contains(action.Value) && action.Value != "pass";
    }

    private static Text? ParseTopic(MapReader map, Text action)
    {
        if (map.OptionalText("to") is not { } topic)
            return null;
        if (action.Value != Quarantine)
            map.Problems.Error(map.PlaceOf("to"), "'to' names the topic that quarantined records go to; write 'do: quarantine', or remove it.");
        else if (!TopicNames.IsLegal(topic.Value))
            map.Problems.Error(topic.Place, $"'to' is the name of one topic: {TopicNames.Rule}.");
        return topic;
    }

    /// <summary>Those within others are left out.</summary>
    private static ImmutableArray<RecordPart> ParseParts(MapReader map)
    {
        if (!map.Has("in"))
            return [RecordPart.Value];
        var parts = map.Texts("in").Select(word => PartNames.ParseAny(word, map.Problems)).OfType<RecordPart>().Distinct().ToList();
        return [.. parts.Where(part => !parts.Exists(other => other != part && other.Covers(part)))];
    }

    private static ImmutableArray<When> ParseWhen(MapReader map)
    {
        if (!map.Has("when"))
            return [When.Produce];
        var words = map.Texts("when");
        foreach (var word in words.Where(word => !Whens.Contains(word.Value)))
            map.Problems.Error(word.Place, $"'when' is 'produce' (what is written), 'consume' (what is read) or a list of both, not '{word}'.");
        return [.. words.Select(word => word.Value == "consume" ? When.Consume : When.Produce).Distinct()];
    }
}
