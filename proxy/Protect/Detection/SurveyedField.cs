using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>What was found at one path: numbers, never a value.</summary>
/// <param name="Path">As a policy writes it.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="Found">Texts and numbers there in which it was found.</param>
/// <param name="Of">Texts and numbers there.</param>
/// <param name="IsInNames">It is the names of members below the path that look so; no treatment hides names, but one that takes the object whole.</param>
/// <param name="Format">In what the values are written.</param>
public sealed record SurveyedField(string Path, DetectedKind Kind, int Found, int Of, bool IsInNames, ValueFormats Format = ValueFormats.Json)
{
    /// <summary>Most sure first, then by path.</summary>
    internal static ImmutableArray<SurveyedField> Sort(IEnumerable<SurveyedField> fields) =>
        [.. fields.OrderByDescending(field => (double)field.Found / field.Of).ThenBy(field => field.Path, StringComparer.Ordinal).ThenBy(field => field.Kind)];
}
