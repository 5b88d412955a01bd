namespace Compliance.Rules.Compiled;

/// <summary>Whom a rule is about: people, but for those whom it spares. Immutable.</summary>
/// <param name="People">Whom it names.</param>
/// <param name="Unless">Whom of them it spares; null: nobody.</param>
internal sealed record Audience(PeopleSet People, PeopleCondition? Unless = null)
{
    internal bool Includes(Caller caller) => People.Includes(caller) && Unless?.Holds(caller) != true;
}
