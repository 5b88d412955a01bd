using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>A header is under all patterns that its name fits. They lie within each other or apart, so that the narrowest tells of all.</summary>
internal static class HeaderPatternsCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var found = set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Select(f => (f.Part, f.Topics, f.Path.Place));
        var searched = set.Documents.SelectMany(d => d.Defaults.Undeclared?.Places(d).Select(place => (place.Part, place.Topics, d.Defaults.Undeclared.Place)) ?? []);
        var patterns = found.Concat(searched).Where(p => p.Part.IsPattern).ToList();
        var told = new HashSet<Place>();
        for (var i = 0; i < patterns.Count; i++)
        {
            var (part, topics, place) = patterns[i];
            var crossed = patterns.FindIndex(0, i, other => Cross(other.Part, part) && other.Topics.Any(a => topics.Any(b => Meet(a, b))));
            if (crossed >= 0 && told.Add(place))
                problems.Error(place, $"A header may fit both '{part}' and '{patterns[crossed].Part}' ({patterns[crossed].Place.File}:{patterns[crossed].Place.Line}), of which neither holds the other. Write patterns that lie within each other or apart, or the headers' names.");
        }
    }

    private static bool Cross(RecordPart a, RecordPart b) => a.Meets(b) && !a.Covers(b) && !b.Covers(a);

    /// <summary>A longer pattern is an error of its own.</summary>
    private static bool Meet(Text a, Text b) =>
        a.Value.Length <= NamePattern.MaxLength && b.Value.Length <= NamePattern.MaxLength && NamePattern.Parse(a.Value).Meets(NamePattern.Parse(b.Value));
}
