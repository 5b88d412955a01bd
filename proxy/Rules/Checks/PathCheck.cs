using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>Paths can be followed, in classes and in tests.</summary>
internal static class PathCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var paths = set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Select(f => f.Path);
        var tested = set.Documents.SelectMany(d => d.Tests).SelectMany(t => new[] { t.Expect.Stored, t.Expect.Shown }).OfType<ConditionsEntry>()
            .SelectMany(s => s.Absent.Concat(s.Differs).Concat(s.Matches.Select(m => m.Path)).Concat(s.EqualTo.Select(e => e.Path)));
        foreach (var path in paths.Concat(tested))
        {
            if (FieldPath.Parse(path.Value, out var error) is null)
                problems.Error(path.Place, $"'{path}' is no path: {error}. Known forms: $.a.b, a.b, a[*].b, a[0], a['b c'], $..b, $.a.{{b,c}}.");
        }
    }
}
