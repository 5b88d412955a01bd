using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Testing;

/// <summary>What is otherwise than a test's conditions on one part of a record say.</summary>
internal static class ConditionFailures
{
    /// <param name="expect">The conditions.</param>
    /// <param name="written">The part as its writer means it; null: there is none.</param>
    /// <param name="left">The part as the rules left it.</param>
    internal static IEnumerable<string> Of(ConditionsEntry expect, ReadOnlyMemory<byte>? written, ReadOnlyMemory<byte>? left)
    {
        foreach (var path in expect.Absent)
        {
            if (Find(left, path).Count > 0)
                yield return $"{path} is there, expected absent";
        }

        foreach (var path in expect.Differs)
        {
            var before = Find(written, path);
            var after = Find(left, path);
            if (before.Count == 0)
                yield return $"{path} is not in the value of the test, so it can't differ";
            else if (after.Exists(a => before.Exists(b => JsonElement.DeepEquals(a, b))))
                yield return $"{path} is as it was written";
        }

        foreach (var (path, pattern) in expect.Matches)
        {
            var regex = new Regex(pattern.Value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            foreach (var failure in Each(left, path, v => regex.IsMatch(v.ToString()), $"does not match {pattern}"))
                yield return failure;
        }

        foreach (var (path, value) in expect.EqualTo)
        {
            var wanted = YamlJson.Element(value);
            foreach (var failure in Each(left, path, v => JsonElement.DeepEquals(v, wanted), $"is not {Encoding.UTF8.GetString(YamlJson.Write(value))}"))
                yield return failure;
        }
    }

    private static IEnumerable<string> Each(ReadOnlyMemory<byte>? left, Text path, Func<JsonElement, bool> holds, string otherwise)
    {
        var found = Find(left, path);
        if (found.Count == 0)
            yield return $"{path} is absent, expected a value";
        foreach (var value in found.Where(v => !holds(v)))
            yield return $"{path} {otherwise}, it is {value.GetRawText()}";
    }

    private static List<JsonElement> Find(ReadOnlyMemory<byte>? json, Text path) => json is { } some ? PathValues.Find(YamlJson.Parse(some), path.Value) : [];
}
