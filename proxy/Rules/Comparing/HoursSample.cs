using System.Collections.Immutable;
using Compliance.Rules.Compiled.Times;
using Compliance.Rules.Describing;

namespace Compliance.Rules.Comparing;

/// <summary>Hours of two sets of policies that are open at some time of a week together.</summary>
/// <param name="Label">In words; null: neither names hours.</param>
/// <param name="Open">Which they are.</param>
internal readonly record struct HoursSample(string? Label, OpenHours? Open)
{
    private const int MostEdges = 10_000;

    /// <summary>Each combination that the week after that instant has, with an instant at which nothing is open first, if there is one.</summary>
    internal static ImmutableArray<HoursSample> Of(ImmutableArray<TimeWindow> named, DateTimeOffset now)
    {
        if (named.IsEmpty)
            return [default];
        var found = new List<OpenHours>();
        var at = now;
        for (var i = 0; i < MostEdges && at < now.AddDays(8); i++)
        {
            var open = OpenHours.At(at, named)!;
            if (!found.Contains(open))
                found.Add(open);
            at = open.Until;
        }

        return [.. found.OrderBy(open => open.Windows.Length).Select(open => new HoursSample(open.Windows.IsEmpty ? "outside these hours" : $"while it is {Phrases.And(open.Windows.Select(window => window.Text))}", open))];
    }
}
