using System.Collections.Immutable;
using Compliance.Rules.Compiled.Times;

namespace Compliance.Rules.Compiled;

/// <summary>Holds for a caller for whom all that it names holds. What it does not name, it does not ask for. Immutable.</summary>
/// <param name="People">He is among them; null: whoever he is.</param>
/// <param name="Purpose">He has declared it, and may; null: none is asked for.</param>
/// <param name="PurposePeople">Who may declare it.</param>
/// <param name="Hours">One of them is open.</param>
/// <param name="ClientIds">His client id fits one of them.</param>
/// <param name="BreakGlass">A break-glass grant opens it to him; null: none is asked for.</param>
internal sealed record PeopleCondition(
    PeopleSet? People, string? Purpose, PeopleSet? PurposePeople, ImmutableArray<TimeWindow> Hours, ImmutableArray<NamePattern> ClientIds,
    string? BreakGlass)
{
    internal bool Holds(Caller caller) =>
        (People is null || People.Includes(caller))
        && (Purpose is null || (caller.Purpose == Purpose && PurposePeople!.Includes(caller)))
        && (Hours.IsEmpty || caller.Open?.AnyOf(Hours) == true)
        && (ClientIds.IsEmpty || caller.ClientIds?.AnyOf(ClientIds) == true)
        && (BreakGlass is null || caller.Opened?.Has(BreakGlass) == true);

    /// <summary>Whenever the other one holds, this one does too; false where that is not plain.</summary>
    internal bool Covers(PeopleCondition other) =>
        (People is null || People.Covers(other.People ?? PeopleSet.Everybody))
        && (Purpose is null || Purpose == other.Purpose)
        && (BreakGlass is null || BreakGlass == other.BreakGlass)
        && WeekHours.Covers(Hours, other.Hours)
        && (ClientIds.IsEmpty || (!other.ClientIds.IsEmpty && other.ClientIds.All(narrow => ClientIds.Any(wide => wide.Covers(narrow)))));
}
