using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{id, topics, people, purpose, hours, clientIds, breakGlass, unless, format, keep: predicate, serves}</c>.</summary>
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
        var format = FormatNames.Parse(map.OptionalText("format"), ValueFormats.Json, problems);
        if (predicate is not null && Misfit(format, predicate) is { } misfit)
            problems.Error(keep.Place, misfit);
        return new(id, map.Texts("topics", required: true), AudienceParser.Parse(map), keep, predicate, format, map.Texts("serves"));
    }

    /// <summary>What a value in the format has no place for.</summary>
    private static string? Misfit(ValueFormats format, RowPredicate predicate) => format switch
    {
        ValueFormats.Text when !predicate.Paths.IsEmpty => "A text has no fields, so nothing can be asked about its value; ask about key or header['NAME'].",
        ValueFormats.Csv or ValueFormats.CsvSemicolon or ValueFormats.Tsv when predicate.Paths.FirstOrDefault(path => path.Segments.Length > 1) is { } deep =>
            $"A line has cells and nothing in them, so there is nothing at '{deep}'; write value.COLUMN, or value[2] for the third.",
        _ => null,
    };
}
