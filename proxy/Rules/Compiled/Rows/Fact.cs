namespace Compliance.Rules.Compiled.Rows;

/// <summary>One thing found of a record; a text or number stands in the buffer that goes with it.</summary>
public readonly record struct Fact(FactKind Kind, int Start, int Length);
