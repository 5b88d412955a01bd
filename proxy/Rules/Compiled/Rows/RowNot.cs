namespace Compliance.Rules.Compiled.Rows;

/// <summary>The opposite; of what is unknown that is unknown too.</summary>
internal sealed record RowNot(RowTest Test) : RowTest
{
    internal override Truth Ask(in RowFacts facts) => (Truth)(Truth.True - Test.Ask(facts));
}
