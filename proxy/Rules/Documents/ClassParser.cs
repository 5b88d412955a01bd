namespace Compliance.Rules.Documents;

/// <summary>Reads <c>name: {rules: [clause], find: [{topics, path, in: value, format: json}]}</c>.</summary>
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
        Only(map, "in", "value", "only record values are looked into in this version");
        var topics = map.Texts("topics", required: true);
        var format = FormatNames.Parse(map.OptionalText("format"), problems);
        return map.RequiredText("path") is { } path ? new(topics, path, format) : null;
    }

    private static void Only(MapReader map, string key, string known, string why)
    {
        if (map.OptionalText(key) is { } text && text.Value != known)
            map.Problems.Error(text.Place, $"'{key}: {text}' is not supported: {why}. Write '{key}: {known}' or leave it out.");
    }
}
