using System.Globalization;

namespace Compliance.Fuzz.Engine;

/// <summary>Campaigns as lines of text.</summary>
internal static class Table
{
    private const int MostOutcomes = 7;

    public static string Head => Line("target", "inputs", "a second", "most bytes", "slowest ms", "outcomes");

    public static string Row(Tally tally) => Line(
        tally.Target,
        tally.Inputs.ToString("N0", CultureInfo.InvariantCulture),
        tally.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
        tally.MostAllocated.ToString("N0", CultureInfo.InvariantCulture),
        tally.Slowest.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture),
        Outcomes(tally) + (tally.Finding is null ? "" : "  FOUND"));

    public static string Sum(IReadOnlyCollection<Tally> tallies)
    {
        double seconds = tallies.Sum(tally => tally.Took.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{tallies.Sum(tally => tally.Inputs):N0} inputs in {seconds:N0} s, {tallies.Count(tally => tally.Finding is not null)} targets with a finding");
    }

    private static string Line(string target, string inputs, string speed, string bytes, string slowest, string outcomes) =>
        $"{target,-10} {inputs,12} {speed,10} {bytes,11} {slowest,10}  {outcomes}".TrimEnd();

    private static string Outcomes(Tally tally)
    {
        double all = Math.Max(1, tally.Outcomes.Values.Sum());
        return string.Join(", ", tally.Outcomes.OrderByDescending(outcome => outcome.Value).Take(MostOutcomes)
            .Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Key} {100 * outcome.Value / all:0.#}%")));
    }
}
