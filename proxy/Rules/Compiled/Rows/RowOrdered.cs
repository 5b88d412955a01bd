namespace Compliance.Rules.Compiled.Rows;

/// <summary>It stands so to a text or number.</summary>
/// <param name="Below">Holds where it is less.</param>
/// <param name="Same">Holds where it is equal.</param>
internal sealed record RowOrdered(int Operand, RowLiteral Value, bool Below, bool Same) : RowTest
{
    internal override Truth Ask(in RowFacts facts) => Value.Compare(facts, Operand) switch
    {
        null => Truth.Unknown,
        0 => Of(Same),
        var order => Of(order < 0 == Below),
    };
}
