using System.Diagnostics;
using Compliance.Auditctl;

namespace Compliance.Benchmarks.Archive;

/// <summary>What auditors ask of the archive that <see cref="ArchiveMaker"/> makes.</summary>
internal static class ArchiveQuestions
{
    private const int Rounds = 3;

    public static IEnumerable<(string What, AccessQuery Query)> Of(string folder, int hours)
    {
        var hour = ArchiveMaker.Start.AddHours(hours / 2);
        var all = new AccessQuery { Archive = folder };
        foreach (var (kind, number) in new[] { ("busy", 3), ("quiet", 900), ("rare", AuditTraffic.People + 400) })
        {
            var one = all with { Who = [AuditTraffic.PersonName(number).Split(':')[1]] };
            yield return ($"one {kind} person in an hour", one with { Since = hour, Until = hour.AddHours(1) });
            yield return ($"one {kind} person, all hours", one);
        }

        yield return ("a class in clear, all hours", all with { Class = ["card-number"], Clear = true });
        yield return ("denied, all hours", all with { Denied = true });
        yield return ("the newest of all", all);
    }

    /// <summary>The median of three times.</summary>
    public static async Task<QuestionFigure> AskAsync(AccessQuery query)
    {
        var figures = new List<QuestionFigure>();
        for (var round = 0; round < Rounds; round++)
        {
            var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var answer = await AccessHistory.QueryAsync(query);
            figures.Add(new QuestionFigure(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds, answer.Rows.Count, answer.Matching));
        }

        return figures.OrderBy(figure => figure.Elapsed).ElementAt(Rounds / 2);
    }
}
