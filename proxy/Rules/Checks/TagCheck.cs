using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// A tag in a schema that no class is found by passes in clear, which the schema's author did not mean. What registries hold is not known here; the
/// schemas in tests are.
/// </summary>
internal static class TagCheck
{
    // Avro calls no attribute of its own 'tags'.
    private static readonly string[] Attributes = ["confluent:tags", "tags"];

    internal static void Run(PolicySet set, ProblemList problems)
    {
        var known = set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Select(f => f.Tag?.Value).OfType<string>().ToHashSet();
        foreach (var tag in set.Documents.SelectMany(d => d.Tests).SelectMany(t => new[] { t.AvroSchema, t.KeyAvroSchema }).OfType<YamlNode>().SelectMany(Tags).Where(t => !known.Contains(t.Value)).DistinctBy(t => t.Value))
            problems.Warning(tag.Place, $"No class is found by the tag '{tag}' of this schema, so its fields pass in clear{Suggestion.For(tag.Value, known)} Add a class with 'schemaTag: {tag}' and a rule for it, or remove the tag.");
    }

    private static IEnumerable<Text> Tags(YamlNode schema) => schema switch
    {
        YamlMap map => map.Entries.SelectMany(e => Attributes.Contains(e.Key.Value) && e.Value is YamlList tags ? tags.Items.OfType<YamlScalar>().Select(t => new Text(t.Value, t.Place)) : Tags(e.Value)),
        YamlList list => list.Items.SelectMany(Tags),
        _ => [],
    };
}
