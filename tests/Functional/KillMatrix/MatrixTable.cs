using System.Globalization;
using System.Text;

namespace Compliance.Functional.KillMatrix;

/// <summary>The matrix as people read it: a line for each row, folder / bucket where the two sinks count by themselves.</summary>
internal static class MatrixTable
{
    public static string Of(IReadOnlyList<MatrixRow> rows, MatrixLoad load, IReadOnlyList<MatrixCount> counts)
    {
        var text = new StringBuilder($"| {"who was killed, and when",-66} | kills | answered | in archive ({Kinds(counts)}) | in index ({Kinds(counts)}) |\n|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            var answers = load.Between(row.From, row.To);
            var found = counts.Select(count => count.Of(answers)).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name,-66} | {row.Kills} | {answers.Count} | {Joined(found.Select(of => of.Archived))} | {Joined(found.Select(of => of.Indexed))} |\n");
        }

        var all = load.Between(0, load.Count);
        text.Append(CultureInfo.InvariantCulture, $"\n{rows.Sum(row => row.Kills)} kills, {all.Count} answers\n");
        foreach (var count in counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count.Kind}: {count.Events} events of {count.Starts} starts, {count.Documents} documents; twice {count.Twice.Count}, archive and index differ in {count.Differences.Count}, ");
            text.Append(CultureInfo.InvariantCulture, $"numbers missing {count.Holes.Count}, gaps told of {count.ToldGaps.Count}, findings {count.Findings.Count}\n");
        }

        return text.ToString();
    }

    private static string Kinds(IReadOnlyList<MatrixCount> counts) => string.Join(" / ", counts.Select(count => count.Kind));

    private static string Joined(IEnumerable<int> numbers) => string.Join(" / ", numbers.Distinct());
}
