namespace Compliance.Rules.Compiled.Rows;

/// <summary>Where a predicate looks.</summary>
/// <param name="Source">In what part of the record.</param>
/// <param name="Path">Of the value: to one place in it.</param>
/// <param name="Header">Of a header: its name in UTF-8.</param>
public sealed record RowOperand(RowSource Source, FieldPath? Path, ReadOnlyMemory<byte> Header);
