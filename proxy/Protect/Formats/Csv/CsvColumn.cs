using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Csv;

/// <summary>What is done to the cells of a column; the rule is null where nothing is.</summary>
internal readonly record struct CsvColumn(FieldRule? Rule, FieldRule? Stored);
