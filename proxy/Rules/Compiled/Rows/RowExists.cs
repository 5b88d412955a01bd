namespace Compliance.Rules.Compiled.Rows;

/// <summary>Something stands there, and not null.</summary>
internal sealed record RowExists(int Operand) : RowTest
{
    internal override Truth Ask(in RowFacts facts) => facts.KindOf(Operand) switch
    {
        FactKind.Unclear => Truth.Unknown,
        var kind => Of(kind is not (FactKind.Absent or FactKind.Null)),
    };
}
