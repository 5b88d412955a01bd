using System.Buffers.Text;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>A value as a predicate writes it.</summary>
/// <param name="Kind">Text, Number, True, False or Null.</param>
/// <param name="Utf8">Of a text: its bytes.</param>
/// <param name="Number">Of a number: itself.</param>
internal sealed record RowLiteral(FactKind Kind, byte[] Utf8, decimal Number)
{
    internal static readonly RowLiteral True = new(FactKind.True, [], 0);
    internal static readonly RowLiteral False = new(FactKind.False, [], 0);
    internal static readonly RowLiteral Null = new(FactKind.Null, [], 0);

    /// <summary>Whether what was found is the same.</summary>
    internal Truth Equal(in RowFacts facts, int operand)
    {
        var kind = facts.KindOf(operand);
        if (kind is FactKind.Absent or FactKind.Unclear)
            return Truth.Unknown;
        if (Kind == FactKind.Null || kind == FactKind.Null)
            return kind == Kind ? Truth.True : Truth.False;
        if (Kind is FactKind.Text or FactKind.Number)
            return Compare(facts, operand) is { } order ? order == 0 ? Truth.True : Truth.False : Truth.Unknown;
        return kind is not (FactKind.True or FactKind.False) ? Truth.Unknown : kind == Kind ? Truth.True : Truth.False;
    }

    /// <summary>How what was found stands to this one: below zero, zero, above. Null: they are of different kinds, or of one without order.</summary>
    internal int? Compare(in RowFacts facts, int operand)
    {
        if (facts.KindOf(operand) != Kind)
            return null;
        var text = facts.TextOf(operand);
        if (Kind == FactKind.Text)
            return text.SequenceCompareTo(Utf8);
        return Kind == FactKind.Number && Utf8Parser.TryParse(text, out decimal number, out var used) && used == text.Length ? number.CompareTo(Number) : null;
    }
}
