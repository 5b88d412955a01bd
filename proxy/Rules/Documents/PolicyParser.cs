using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads a policy file into records as written, with the place of every word: <c>text -> YAML tree -> PolicyDocument</c>.
/// Its problems are about form; whether the parts fit together is the checks' question.
/// </summary>
internal static class PolicyParser
{
    private const string Schema = "policy/v1";

    /// <summary>Null: the file holds no set of keys at all.</summary>
    internal static PolicyDocument? Parse(string file, string sha256, string text, ProblemList problems)
    {
        if (YamlTree.Read(file, text, problems) is not { } root || MapReader.Open(root, Vocabulary.Policy, problems) is not { } map)
            return null;

        if (map.RequiredText("schema") is { } schema && schema.Value != Schema)
            problems.Error(schema.Place, $"The schema '{schema}' is not known; this version reads '{Schema}'.");
        return new(
            file, sha256, ReadHeader(map), DefaultsParser.Parse(map),
            [.. Named(map, "people", "group of people").Select(p => PeopleParser.Parse(p.Name, p.Value, problems))],
            [.. Named(map, "purposes", "purpose").Select(p => ReadPurpose(p.Name, p.Value, problems))],
            [.. Named(map, "classes", "class").Select(c => ClassParser.Parse(c.Name, c.Value, problems))],
            [.. Named(map, "keys", "key").Select(k => KeyParser.Parse(k.Name, k.Value, problems))],
            [.. map.Items("protect").Select(r => ProtectParser.Parse(r, problems)).OfType<ProtectEntry>()],
            [.. map.Items("access").Select(r => AccessParser.Parse(r, problems)).OfType<AccessEntry>()],
            [.. map.Items("rows").Select(r => RowParser.Parse(r, problems)).OfType<RowEntry>()],
            [.. map.Items("quotas").Select(r => QuotaParser.Parse(r, problems)).OfType<QuotaEntry>()],
            [.. map.Items("audit").Select(r => AuditParser.Parse(r, problems)).OfType<AuditEntry>()],
            [.. map.Items("retention").Select(r => RetentionParser.Parse(r, problems)).OfType<RetentionEntry>()],
            [.. map.Items("tests").Select(t => TestParser.Parse(t, problems)).OfType<TestEntry>()]);
    }

    private static HeaderEntry ReadHeader(MapReader map)
    {
        var missing = new HeaderEntry(new("", map.Place), null, null, PolicyMode.Enforce, [], null, map.Place);
        if (map.Required("policy") is not { } node || MapReader.Open(node, Vocabulary.Header, map.Problems) is not { } header)
            return missing;

        var id = header.RequiredText("id");
        Names.Check(id, "policy id", map.Problems);
        header.RequiredText("title");
        return new(id ?? missing.Id, header.OptionalText("title"), header.RequiredText("owner"), PolicyModeNames.Parse(header.OptionalText("mode"), map.Problems), header.Texts("approvedBy"),
            header.Instant("reviewBy"), header.PlaceOf("reviewBy"));
    }

    private static IEnumerable<(Text Name, YamlNode Value)> Named(MapReader map, string section, string what)
    {
        foreach (var (key, value) in map.Entries(section))
        {
            var name = new Text(key.Value, key.Place);
            Names.Check(name, $"name of a {what}", map.Problems);
            yield return (name, value);
        }
    }

    private static PurposeEntry ReadPurpose(Text name, YamlNode value, ProblemList problems)
    {
        var map = MapReader.Open(value, Vocabulary.Purpose, problems);
        return new(name, map?.OptionalText("basis"), map?.Texts("people", required: true) ?? [], map?.Texts("clientIds") ?? []);
    }
}
