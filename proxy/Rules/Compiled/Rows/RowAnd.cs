using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>As little as the least of them is true.</summary>
internal sealed record RowAnd(ImmutableArray<RowTest> All) : RowTest
{
    internal override Truth Ask(in RowFacts facts)
    {
        var least = Truth.True;
        foreach (var test in All)
        {
            var truth = test.Ask(facts);
            least = truth < least ? truth : least;
        }

        return least;
    }
}
