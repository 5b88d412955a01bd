using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Which of many rules may speak of a name, so that a name costs what its own rules cost and not what all do. A pattern is known by what it
/// says before its first wildcard, up to the last dot there: <c>payments.eu*</c> is found by <c>payments.</c>, one without wildcards by all of
/// it, and one that says nothing there by any name. Immutable; thread-safe.
/// </summary>
internal sealed class PatternIndex
{
    private readonly FrozenDictionary<string, ImmutableArray<int>> _rules;
    private readonly FrozenDictionary<string, ImmutableArray<int>>.AlternateLookup<ReadOnlySpan<char>> _byStart;

    private PatternIndex(FrozenDictionary<string, ImmutableArray<int>> rules)
    {
        _rules = rules;
        _byStart = rules.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <param name="rules">Of each rule its patterns; a rule is known by its place in the list.</param>
    internal static PatternIndex Of(IEnumerable<IEnumerable<NamePattern>> rules)
    {
        var found = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var (rule, patterns) in rules.Index())
        {
            foreach (var start in patterns.Select(Start).Distinct())
            {
                if (!found.TryGetValue(start, out var list))
                    found.Add(start, list = []);
                list.Add(rule);
            }
        }

        return new(found.ToFrozenDictionary(f => f.Key, f => f.Value.ToImmutableArray(), StringComparer.Ordinal));
    }

    /// <summary>All rules of which a pattern matches the name, and maybe others; in their order, each once.</summary>
    internal ImmutableArray<int> Find(string name)
    {
        if (_rules.Count == 0)
            return [];
        var found = ImmutableArray<int>.Empty;
        Add(name, ref found);
        for (var end = name.Length; end >= 0; end = end == 0 ? -1 : name.AsSpan(0, end - 1).LastIndexOf('.') + 1)
        {
            if (end < name.Length)
                Add(name.AsSpan(0, end), ref found);
        }

        return found;
    }

    private void Add(ReadOnlySpan<char> start, ref ImmutableArray<int> found)
    {
        if (_byStart.TryGetValue(start, out var more))
            found = found.IsEmpty ? more : [.. found.Union(more).Order()];
    }

    private static string Start(NamePattern pattern)
    {
        if (pattern.IsExact)
            return pattern.Text;
        var before = pattern.Text.AsSpan(0, pattern.Text.IndexOf('*'));
        return before[..(before.LastIndexOf('.') + 1)].ToString();
    }
}
