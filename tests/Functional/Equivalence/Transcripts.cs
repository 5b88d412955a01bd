using System.Text;
using Xunit;

namespace Compliance.Functional.Equivalence;

/// <summary>What one script said on each road.</summary>
internal sealed class Transcripts(IReadOnlyList<Transcript> all)
{
    /// <summary>Differing lines of a road that are shown.</summary>
    private const int Shown = 40;

    public Transcript this[Road road] => all.Single(transcript => transcript.Road == road);

    /// <summary>Fails, showing the lines that differ, unless every road said what the direct one said; gives what that was.</summary>
    public IReadOnlyList<string> Alike() => Alike(Roads.Every);

    /// <summary>As <see cref="Alike()"/> of these roads alone, where the test says what the others differ in.</summary>
    public IReadOnlyList<string> Alike(params IEnumerable<Road> roads)
    {
        var direct = this[Road.Direct].Lines;
        Assert.NotEmpty(direct);
        foreach (var road in roads.Where(road => road != Road.Direct))
        {
            if (Difference(direct, this[road].Lines) is { } difference)
                Assert.Fail($"The road {road} (+) differs from the direct one (-):\n{difference}");
        }
        return direct;
    }

    /// <summary>The lines between the common beginning and the common end; null: none.</summary>
    private static string? Difference(IReadOnlyList<string> expected, IReadOnlyList<string> said)
    {
        var begin = 0;
        while (begin < expected.Count && begin < said.Count && expected[begin] == said[begin])
            begin++;
        var end = 0;
        while (end < expected.Count - begin && end < said.Count - begin && expected[^(end + 1)] == said[^(end + 1)])
            end++;
        if (begin + end == expected.Count && begin + end == said.Count)
            return null;
        var text = new StringBuilder();
        foreach (var line in expected.Take(begin).TakeLast(3))
            text.AppendLine($"  {line}");
        foreach (var line in expected.Skip(begin).Take(Math.Min(Shown, expected.Count - begin - end)))
            text.AppendLine($"- {line}");
        foreach (var line in said.Skip(begin).Take(Math.Min(Shown, said.Count - begin - end)))
            text.AppendLine($"+ {line}");
        return text.ToString();
    }
}
