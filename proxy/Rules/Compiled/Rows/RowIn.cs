using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>It is one of these.</summary>
internal sealed record RowIn(int Operand, ImmutableArray<RowLiteral> Values) : RowTest
{
    internal override Truth Ask(in RowFacts facts)
    {
        var most = Truth.False;
        foreach (var value in Values)
        {
            var truth = value.Equal(facts, Operand);
            most = truth > most ? truth : most;
        }

        return most;
    }
}
