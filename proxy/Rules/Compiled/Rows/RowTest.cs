namespace Compliance.Rules.Compiled.Rows;

/// <summary>A part of a predicate. Immutable; asking allocates nothing.</summary>
internal abstract record RowTest
{
    internal abstract Truth Ask(in RowFacts facts);

    protected static Truth Of(bool holds) => holds ? Truth.True : Truth.False;
}
