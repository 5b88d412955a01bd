using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Parts of a record as policies write them.</summary>
internal static class PartNames
{
    internal const string Pattern = "^(value|key|header:.+)$";

    /// <summary>Of those that can be found whole.</summary>
    internal const string WholePattern = "^(key|header:.+)$";

    /// <summary>Of those that are looked into, of which several may be named.</summary>
    internal const string AnyPattern = "^(value|key|headers|header:.+)$";

    private const string AllHeaders = "headers";

    // They name the schema of value and key, without which nobody could read either.
    private static readonly string[] OfSchemas = ["__value_schema_id", "__key_schema_id"];

    /// <summary>The value where nothing is written; of an unknown word too, with a problem.</summary>
    internal static RecordPart Parse(Text? text, ProblemList problems)
    {
        if (text is not { } word)
            return RecordPart.Value;
        if (RecordPart.Parse(word.Value) is { } part)
            return Known(part, word, problems);
        problems.Error(word.Place, $"'in' is 'value', 'key' or 'header:NAME', not '{word}'.");
        return RecordPart.Value;
    }

    /// <summary>The same, and <c>headers</c> for all of them; of an unknown word null, with a problem.</summary>
    internal static RecordPart? ParseAny(Text word, ProblemList problems)
    {
        if (word.Value == AllHeaders)
            return RecordPart.OfHeader("*");
        if (RecordPart.Parse(word.Value) is { } part)
            return Known(part, word, problems);
        problems.Error(word.Place, $"'in' is 'value', 'key', '{AllHeaders}' (all of them), 'header:NAME' or a list of such, not '{word}'.");
        return null;
    }

    private static RecordPart Known(RecordPart part, Text word, ProblemList problems)
    {
        if (OfSchemas.Contains(part.Header))
            problems.Error(word.Place, $"The header '{part.Header}' names a schema, by which others are read; it holds nothing to protect. Remove the entry.");
        if (part.IsPattern && part.Header!.Length > NamePattern.MaxLength)
            problems.Error(word.Place, $"A pattern for headers has at most {NamePattern.MaxLength} characters; this one has {part.Header.Length}.");
        return part;
    }
}
