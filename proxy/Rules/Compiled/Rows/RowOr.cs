using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>As much as the most of them is true.</summary>
internal sealed record RowOr(ImmutableArray<RowTest> Any) : RowTest
{
    internal override Truth Ask(in RowFacts facts)
    {
        var most = Truth.False;
        foreach (var test in Any)
        {
            var truth = test.Ask(facts);
            most = truth > most ? truth : most;
        }

        return most;
    }
}
