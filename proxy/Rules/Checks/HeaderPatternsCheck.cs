using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>A header is under all patterns that its name fits. They lie within each other or apart, so that the narrowest tells of all.</summary>
internal static class HeaderPatternsCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var finds = set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Where(f => f.Part.IsPattern).ToList();
        for (var i = 0; i < finds.Count; i++)
        {
            if (finds.Take(i).FirstOrDefault(other => Cross(other.Part, finds[i].Part) && other.Topics.Any(a => finds[i].Topics.Any(b => Meet(a, b)))) is { } crossed)
                problems.Error(finds[i].Path.Place, $"A header may fit both '{finds[i].Part}' and '{crossed.Part}' ({crossed.Path.Place.File}:{crossed.Path.Place.Line}), of which neither holds the other. Write patterns that lie within each other or apart, or the headers' names.");
        }
    }

    private static bool Cross(RecordPart a, RecordPart b) => a.Meets(b) && !a.Covers(b) && !b.Covers(a);

    /// <summary>A longer pattern is an error of its own.</summary>
    private static bool Meet(Text a, Text b) =>
        a.Value.Length <= NamePattern.MaxLength && b.Value.Length <= NamePattern.MaxLength && NamePattern.Parse(a.Value).Meets(NamePattern.Parse(b.Value));
}
