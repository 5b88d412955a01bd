using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// All paths of all policies that one topic could have can be followed at once within a bound. Entries whose topics meet are taken together, and
/// those that meet these: the paths of any topic are a part of one such group.
/// </summary>
internal static class PathsTogetherCheck
{
    private const int MaxPaths = 1000;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        var finds = set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Where(f => f.Tag is null).ToList();
        // What is not declared is told from what is, wherever that stands.
        var hasUndeclared = set.Documents.Any(d => d.Defaults.Undeclared is not null);
        var paths = finds.DistinctBy(f => (f.Path.Value, f.Detect)).Count();
        if (paths > MaxPaths)
            Report($"The policies name {paths} different paths, at most {MaxPaths} are followed");
        else if (MeetingTopics.Group(finds).Any(group => !CanBeFollowed(group, hasUndeclared)))
            Report($"The paths of these policies together are too many to follow at once (more than {PathAutomaton.MaxStates} states)");

        void Report(string what) => problems.Error(new(set.Documents[0].File, 1, 1), $"{what}; use fewer paths with '..' or with many alternatives.");
    }

    private static bool CanBeFollowed(IEnumerable<FindEntry> finds, bool hasUndeclared)
    {
        var nobody = new PolicyIdentity("", "");
        var rules = finds.DistinctBy(f => (f.Path.Value, f.Detect))
            .Select(f => (Path: f.Parse(out _), f.Detect)).Where(f => f.Path is not null)
            .Select((find, i) => new FieldRule(find.Path!, "", new Redact(), "", null, nobody, i) { Detect = find.Detect })
            .ToList();
        return PathAutomaton.Build(rules, rules.Where(r => r.Detect is null), hasUndeclared ? rules : []) is not null;
    }
}
