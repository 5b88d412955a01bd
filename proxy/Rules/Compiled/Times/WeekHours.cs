using System.Collections;
using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Times;

/// <summary>Windows held against each other, minute by minute of a week. What stands by clocks of different zones is not compared. Stateless.</summary>
internal static class WeekHours
{
    /// <summary>None are no condition, as at any time.</summary>
    internal static bool Covers(ImmutableArray<TimeWindow> wide, ImmutableArray<TimeWindow> narrow) =>
        wide.IsEmpty || IsAlways(wide) || (!narrow.IsEmpty && narrow.All(one => In(wide, one.Zone) is var minutes && one.Minutes().All(minute => minutes[minute])));

    internal static bool IsAlways(ImmutableArray<TimeWindow> windows) => windows.Select(one => one.Zone.Id).Distinct().Any(zone => In(windows, windows.First(one => one.Zone.Id == zone).Zone).HasAllSet());

    internal static bool Meet(TimeWindow one, TimeWindow other) => one.Zone.Id == other.Zone.Id && In([one], one.Zone) is var minutes && other.Minutes().Any(minute => minutes[minute]);

    private static BitArray In(ImmutableArray<TimeWindow> windows, TimeZoneInfo zone)
    {
        var minutes = new BitArray(TimeWindow.WeekMinutes);
        foreach (var minute in windows.Where(one => one.Zone.Id == zone.Id).SelectMany(one => one.Minutes()))
            minutes[minute] = true;
        return minutes;
    }
}
