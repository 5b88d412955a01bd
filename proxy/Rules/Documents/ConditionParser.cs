using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>people, purpose, hours: [hours], clientIds: [pattern], breakGlass: name</c> among the keys of whatever asks for them.</summary>
internal static class ConditionParser
{
    internal static readonly string[] Words = ["people", "purpose", "hours", "clientIds", "breakGlass"];

    internal static ConditionEntry Parse(MapReader map, bool needsPeople = false)
    {
        var opened = map.OptionalText("breakGlass");
        Names.Check(opened, "name of what a break-glass grant opens", map.Problems);
        return new(map.Texts("people", needsPeople), map.OptionalText("purpose"), Hours(map), map.Texts("clientIds"), opened);
    }

    private static ImmutableArray<HoursEntry> Hours(MapReader map)
    {
        var hours = ImmutableArray.CreateBuilder<HoursEntry>();
        foreach (var text in map.Texts("hours"))
        {
            if (HoursText.Parse(text.Value, out var problem) is { } window)
                hours.Add(new(text, window));
            else
                map.Problems.Error(text.Place, problem);
        }

        return hours.ToImmutable();
    }
}
