using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Csv;

/// <summary>What is done to the cells of a column, and what is looked for inside them; null where nothing is. Its name stands in the names that the reader keeps.</summary>
internal readonly record struct CsvColumn(FieldRule? Rule, FieldRule? Stored, DetectPlan? Detects, int NameStart, int NameLength)
{
    internal bool IsToRead => Rule is not null || Detects is not null;
}
