using System.Runtime.InteropServices;
using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Builds the states that follow all paths of a plan at once (subset construction). A position is one character: so many steps of one
/// rule's path are behind us; a state is a sorted string of positions. States and work are bounded; the checks build it for all paths of
/// all policies together, of which each plan's is a part, so a plan never meets the bounds.
/// </summary>
internal sealed class PathAutomaton
{
    internal const int MaxStates = 4096;
    private const int MaxPositions = char.MaxValue;
    private const int MaxWork = 10_000_000;

    private readonly List<FieldRule> _rules = [];
    private readonly List<PathSegment?> _next = [];
    private readonly Dictionary<string, PathState> _states = new(StringComparer.Ordinal);
    private readonly Queue<(PathState State, string Positions)> _open = new();
    private readonly StringBuilder _set = new();
    private int _work;

    /// <summary>Null: the paths need more than is followed.</summary>
    internal static PathState? Build(IEnumerable<FieldRule> rules)
    {
        var builder = new PathAutomaton();
        var starts = new StringBuilder();
        foreach (var rule in rules)
        {
            starts.Append((char)builder._next.Count);
            foreach (var segment in rule.Path.Segments)
                builder.AddPosition(rule, segment);
            builder.AddPosition(rule, null);
        }

        return builder._next.Count > MaxPositions ? null : builder.Run(starts.ToString());
    }

    private void AddPosition(FieldRule rule, PathSegment? next)
    {
        _rules.Add(rule);
        _next.Add(next);
    }

    private PathState? Run(string starts)
    {
        var root = StateOf(starts);
        while (_open.TryDequeue(out var open))
        {
            open.State.Complete(Transitions(open.Positions), Rules(open.Positions));
            if (_states.Count > MaxStates || _work > MaxWork)
                return null;
        }

        return root;
    }

    private PathState StateOf(string positions)
    {
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, positions, out var known);
        if (!known)
        {
            state = new PathState();
            _open.Enqueue((state, positions));
        }

        return state!;
    }

    private PathTransitions Transitions(string positions)
    {
        var going = positions.Select(p => _next[p]).OfType<PathSegment>().ToList();
        var names = going.SelectMany(s => s.Names).DistinctBy(Encoding.UTF8.GetString).ToArray();
        var indexes = going.Where(s => !s.IsMember && s.Index >= 0).Select(s => s.Index).Distinct().ToArray();
        return new(
            names, Array.ConvertAll(names, n => Follow(positions, s => s.TakesMember(n))), Follow(positions, _ => false),
            indexes, Array.ConvertAll(indexes, i => Follow(positions, s => s.TakesElement(i))), Follow(positions, s => s.TakesElement(int.MaxValue)),
            NothingBelow: going.Count == 0);
    }

    /// <summary>Where the positions lead when a member or element is entered that some of the next steps take.</summary>
    private PathState Follow(string positions, Predicate<PathSegment> takes)
    {
        _set.Clear();
        _work += positions.Length;
        // Ascending positions give ascending ones; a position and the one before it may give the same.
        foreach (var position in positions)
        {
            if (_next[position] is not { } step)
                continue;
            if (step.Anywhere && (_set.Length == 0 || _set[^1] != position))
                _set.Append(position);
            if (takes(step))
                _set.Append((char)(position + 1));
        }

        return StateOf(_set.ToString());
    }

    private PathRules Rules(string positions)
    {
        var ending = Strongest(positions.Where(p => _next[p] is null).Select(p => _rules[p]));
        return new(
            FieldRule.Stronger(ending, Lost(positions, wantsMember: null)), ending,
            FieldRule.Stronger(ending, Lost(positions, wantsMember: true)), FieldRule.Stronger(ending, Lost(positions, wantsMember: false)));
    }

    /// <summary>
    /// The strongest rule whose path needs another type than the one found, unless another path of the same rule goes on from here:
    /// a class that names both shapes of a field (<c>a.b</c> and <c>a[*].b</c>) is at home in either.
    /// </summary>
    /// <param name="positions">Where the paths stand.</param>
    /// <param name="wantsMember">What can be entered here: true a member, false an element, null neither.</param>
    private FieldRule? Lost(string positions, bool? wantsMember)
    {
        var going = positions.Where(p => _next[p] is { Anywhere: false }).ToLookup(p => _next[p]!.IsMember == wantsMember, p => _rules[p]);
        var atHome = going[true].Select(r => r.RuleId).ToHashSet();
        return Strongest(going[false].Where(r => !atHome.Contains(r.RuleId)).Select(r => r.Whole));
    }

    private static FieldRule? Strongest(IEnumerable<FieldRule> rules) => rules.Aggregate((FieldRule?)null, FieldRule.Stronger);
}
