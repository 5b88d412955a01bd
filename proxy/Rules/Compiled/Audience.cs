namespace Compliance.Rules.Compiled;

/// <summary>Whom a rule is about, and when: whoever fits, but for those whom it spares. Immutable.</summary>
/// <param name="Only">Whom it names.</param>
/// <param name="Unless">Whom of them it spares; null: nobody.</param>
internal sealed record Audience(PeopleCondition Only, PeopleCondition? Unless = null)
{
    internal bool Includes(Caller caller) => Only.Holds(caller) && Unless?.Holds(caller) != true;
}
