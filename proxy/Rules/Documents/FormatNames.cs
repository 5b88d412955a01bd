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
    };

    /// <summary>Of the language, and not carried out by this version; refused, so that nobody relies on them.</summary>
    private static readonly string[] Later = ["protobuf", "csv", "text"];

    /// <summary>JSON where nothing is written; of an unknown word too, with a problem.</summary>
    internal static ValueFormats Parse(Text? text, ProblemList problems)
    {
        if (text is not { } word)
            return ValueFormats.Json;
        if (All.TryGetValue(word.Value, out var format))
            return format;
        problems.Error(word.Place, Later.Contains(word.Value)
            ? $"Values in '{word}' are not read in this version, so nothing in them could be protected. Known formats: {string.Join(", ", All.Keys)}."
            : $"'{word}' is no format{Suggestion.For(word.Value, All.Keys)} Known formats: {string.Join(", ", All.Keys)}.");
        return ValueFormats.Json;
    }
}
