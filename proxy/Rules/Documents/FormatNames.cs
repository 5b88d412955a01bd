using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Formats of values as policies write them.</summary>
internal static class FormatNames
{
    internal static readonly Dictionary<string, ValueFormats> All = new(StringComparer.Ordinal)
    {
        ["json"] = ValueFormats.Json,
        ["avro"] = ValueFormats.Avro,
        ["json-schema"] = ValueFormats.JsonSchema,
        ["protobuf"] = ValueFormats.Protobuf,
        ["csv"] = ValueFormats.Csv,
        ["csv-semicolon"] = ValueFormats.CsvSemicolon,
        ["tsv"] = ValueFormats.Tsv,
        ["text"] = ValueFormats.Text,
    };

    internal static string Of(ValueFormats format) => All.First(word => word.Value == format).Key;

    /// <summary>The usual one where nothing is written; of an unknown word JSON, with a problem.</summary>
    internal static ValueFormats Parse(Text? text, ValueFormats usual, ProblemList problems)
    {
        if (text is not { } word)
            return usual;
        if (All.TryGetValue(word.Value, out var format))
            return format;
        problems.Error(word.Place, $"'{word}' is no format{Suggestion.For(word.Value, All.Keys)} Known formats: {string.Join(", ", All.Keys)}.");
        return ValueFormats.Json;
    }
}
