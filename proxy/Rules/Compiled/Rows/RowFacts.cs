namespace Compliance.Rules.Compiled.Rows;

/// <summary>What was found of one record, by the index of the operand, with the bytes of its texts. Lives while the predicate is asked.</summary>
public readonly ref struct RowFacts(ReadOnlySpan<Fact> facts, ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<Fact> _facts = facts;
    private readonly ReadOnlySpan<byte> _text = text;

    internal FactKind KindOf(int operand) => _facts[operand].Kind;

    internal ReadOnlySpan<byte> TextOf(int operand) => _text.Slice(_facts[operand].Start, _facts[operand].Length);
}
