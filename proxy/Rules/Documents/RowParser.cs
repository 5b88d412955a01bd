using Compliance.Rules.Compiled.Rows;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, topics, people, unless, keep: predicate, serves}</c>.</summary>
internal static class RowParser
{
    internal static RowEntry? Parse(YamlNode node, ProblemList problems)
    {
        if (MapReader.Open(node, Vocabulary.Row, problems) is not { } map || map.RequiredText("id") is not { } id || map.RequiredText("keep") is not { } keep)
            return null;
        Names.Check(id, "id of a rule", problems);
        var predicate = RowPredicate.Parse(keep.Value, out var error);
        if (predicate is null)
            problems.Error(keep.Place, $"'keep' can't be read, {error}. Write for example \"value.region in ['DE', 'FR'] and not value.staff\".");
        return new(id, map.Texts("topics", required: true), map.Texts("people", required: true), UnlessParser.Parse(map), keep, predicate, map.Texts("serves"));
    }
}
