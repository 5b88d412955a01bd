namespace Compliance.Rules.Compiled;

/// <summary>Holds for a caller who is among the people and, where a purpose is named, has declared it and may.</summary>
internal sealed record PeopleCondition(PeopleSet? People, string? Purpose, PeopleSet? PurposePeople)
{
    internal bool Holds(Caller caller) =>
        (People is null || People.Includes(caller))
        && (Purpose is null || (caller.Purpose == Purpose && PurposePeople!.Includes(caller)));
}
