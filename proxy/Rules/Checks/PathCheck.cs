using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>Paths can be followed, in classes and in tests.</summary>
internal static class PathCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var paths = set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Where(f => f.Tag is null).Select(f => f.Path);
        var tested = set.Documents.SelectMany(d => d.Tests).SelectMany(t => t.Expect.Conditions).Select(c => c.Conditions)
            .SelectMany(s => s.Absent.Concat(s.Differs).Concat(s.Matches.Select(m => m.Path)).Concat(s.EqualTo.Select(e => e.Path)));
        foreach (var find in set.Documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).Where(f => f.Tag is null && f.Format == ValueFormats.Text != (f.Path.Value == FieldPath.Whole) && !(f.Detect is not null && f.Path.Value == FieldPath.Whole)))
        {
            problems.Error(find.Path.Place, find.Format == ValueFormats.Text
                ? $"A text has no fields, so nothing is found at '{find.Path}'. Write 'path: $', which is all of it."
                : "'$' names no field but the value as a whole, which only 'format: text' protects. Write for example $.card.number.");
        }

        foreach (var path in paths.Concat(tested))
        {
            if (FieldPath.Parse(path.Value, out var error) is null)
                problems.Error(path.Place, $"'{path}' is no path: {error}. Known forms: $.a.b, a.b, a[*].b, a[0], a['b c'], $..b, $.a.{{b,c}}.");
        }
    }
}
