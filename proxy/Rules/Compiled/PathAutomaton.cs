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

    // The positions of what acted before begin here.
    private int _firstStored;

    /// <param name="rules">What acts on a value.</param>
    /// <param name="stored">What has acted on it when it was stored.</param>
    /// <returns>Null: the paths need more than is followed.</returns>
    internal static PathState? Build(IEnumerable<FieldRule> rules, IEnumerable<FieldRule>? stored = null)
    {
        var builder = new PathAutomaton();
        var starts = new StringBuilder();
        builder.AddAll(rules, starts);
        builder._firstStored = builder._next.Count;
        builder.AddAll(stored ?? [], starts);
        return builder._next.Count > MaxPositions ? null : builder.Run(starts.ToString());
    }

    private void AddAll(IEnumerable<FieldRule> rules, StringBuilder starts)
    {
        foreach (var rule in rules)
        {
            starts.Append((char)_next.Count);
            foreach (var segment in rule.Path.Segments)
                AddPosition(rule, segment);
            AddPosition(rule, null);
        }
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
            NothingBelow: !positions.Any(p => p < _firstStored && _next[p] is not null));
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
        var before = positions.Where(p => p >= _firstStored).ToArray();
        var stored = FieldRule.Stronger(Ending(before), Lost(before, wantsMember: null));
        var acting = positions.Where(p => p < _firstStored).ToArray();
        var ending = Ending(acting);
        return new(
            FieldRule.Stronger(ending, Lost(acting, wantsMember: null)), ending,
            FieldRule.Stronger(ending, Lost(acting, wantsMember: true)), FieldRule.Stronger(ending, Lost(acting, wantsMember: false)),
            stored);
    }

    private FieldRule? Ending(char[] positions) => Strongest(positions.Where(p => _next[p] is null).Select(p => _rules[p]));

    /// <summary>
    /// The strongest rule whose path needs another type than the one found, unless another path of the same rule goes on from here:
    /// a class that names both shapes of a field (<c>a.b</c> and <c>a[*].b</c>) is at home in either.
    /// </summary>
    /// <param name="positions">Where the paths stand.</param>
    /// <param name="wantsMember">What can be entered here: true a member, false an element, null neither.</param>
    private FieldRule? Lost(char[] positions, bool? wantsMember)
    {
        var going = positions.Where(p => _next[p] is { Anywhere: false }).ToLookup(p => _next[p]!.IsMember == wantsMember, p => _rules[p]);
        var atHome = going[true].Select(r => r.RuleId).ToHashSet();
        return Strongest(going[false].Where(r => !atHome.Contains(r.RuleId)).Select(r => r.Whole));
    }

    private static FieldRule? Strongest(IEnumerable<FieldRule> rules) => rules.Aggregate((FieldRule?)null, FieldRule.Stronger);
}
