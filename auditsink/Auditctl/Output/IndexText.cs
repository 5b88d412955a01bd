using System.Globalization;
using Compliance.Search.Compare;

namespace Compliance.Auditctl.Output;

/// <summary>What comparing the index with the archive gave, in words.</summary>
internal static class IndexText
{
    public static void Write(IndexReport report, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Index ({report.Depth.ToString().ToLowerInvariant()}): {report.Days.Count} days; {report.Days.Sum(day => day.Archived):N0} events of the archive must be there, {report.Days.Sum(day => day.Indexed):N0} documents are, {report.Days.Sum(day => day.Compared):N0} were compared by their content."));
        foreach (var day in report.Days.Where(day => day.Newer > 0 || day.NotArchived > 0))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"told  {day.Index}: {day.Newer:N0} events are not in the index for certain yet, {day.NotArchived:N0} documents not in the archive yet."));
        foreach (var finding in report.Findings)
            output.WriteLine($"{(finding.IsFailure ? "FOUND" : "told")}  {finding.Kind} {finding.Index}: {finding.Message}");
        if (report.Unnamed > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FOUND  {report.Unnamed:N0} more differences, which are not named."));
        output.WriteLine(report.IsSound
            ? "The index says what the archive says."
            : string.Create(CultureInfo.InvariantCulture, $"Differences between index and archive: {report.Findings.LongCount(finding => finding.IsFailure) + report.Unnamed:N0}."));
    }
}
