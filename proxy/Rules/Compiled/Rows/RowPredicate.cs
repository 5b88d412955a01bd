using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>Which records may be read: a small question about value, key and headers. Immutable; asking allocates nothing.</summary>
public sealed class RowPredicate
{
    private readonly RowTest _test;

    internal RowPredicate(RowTest test, ImmutableArray<RowOperand> operands)
    {
        _test = test;
        // Those of the value come first, so that the reader of a value counts as the predicate does.
        Operands = operands;
        Paths = [.. operands.Where(o => o.Source == RowSource.Value).Select(o => o.Path!)];
    }

    /// <summary>Where it looks; facts are given in this order.</summary>
    public ImmutableArray<RowOperand> Operands { get; }

    /// <summary>Those of the value, the first of <see cref="Operands"/>.</summary>
    public ImmutableArray<FieldPath> Paths { get; }

    /// <summary>Null, and what is wrong with it, when the text is no predicate.</summary>
    public static RowPredicate? Parse(string text, out string error)
    {
        var parser = new RowPredicateParser(text);
        var predicate = parser.Parse();
        error = parser.Error;
        return predicate;
    }

    public Truth Ask(in RowFacts facts) => _test.Ask(facts);
}
