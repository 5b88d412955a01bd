using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>All paths of all policies can be followed at once within a bound; the paths of any topic are a part of them.</summary>
internal static class PathsTogetherCheck
{
    private const int MaxPaths = 1000;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        var nobody = new PolicyIdentity("", "");
        var rules = set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds)
            .Where(f => f.Tag is null)
            .DistinctBy(f => (f.Path.Value, f.Detect))
            .Select(f => (Path: f.Parse(out _), f.Detect)).Where(f => f.Path is not null)
            .Select((find, i) => new FieldRule(find.Path!, "", new Redact(), "", null, nobody, i) { Detect = find.Detect })
            .ToList();
        // What is not declared is told from what is, wherever that stands.
        var declared = set.Documents.Any(d => d.Defaults.Undeclared is not null) ? rules : [];
        if (rules.Count > MaxPaths)
            Report($"The policies name {rules.Count} different paths, at most {MaxPaths} are followed");
        else if (PathAutomaton.Build(rules, rules.Where(r => r.Detect is null), declared) is null)
            Report($"The paths of these policies together are too many to follow at once (more than {PathAutomaton.MaxStates} states)");

        void Report(string what) => problems.Error(new(set.Documents[0].File, 1, 1), $"{what}; use fewer paths with '..' or with many alternatives.");
    }
}
