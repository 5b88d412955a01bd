using System.Runtime.InteropServices;
using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Builds the states that follow all paths of a plan at once (subset construction). A position is one character: so many steps of one
/// rule's path are behind us; a state is a sorted string of positions. What looks into texts stays at the end of its path, for all that is
/// below. States and work are bounded; the checks build it for all paths of all policies together, of which each plan's is a part, so a plan
/// never meets the bounds.
/// </summary>
internal sealed class PathAutomaton
{
    internal const int MaxStates = 4096;
    private const int MaxPositions = char.MaxValue;
    private const int MaxWork = 10_000_000;

    private readonly List<FieldRule> _rules = [];
    private readonly List<PathSegment?> _next = [];
    private readonly List<int> _ends = [];
    private readonly Dictionary<string, PathState> _states = new(StringComparer.Ordinal);
    private readonly Queue<(PathState State, string Positions)> _open = new();
    private readonly StringBuilder _set = new();
    private int _work;

    // The positions of what acted before begin at the first, those of what is only declared at the second.
    private int _firstStored;
    private int _firstDeclared;

    /// <param name="rules">What acts on a value.</param>
    /// <param name="stored">What has acted on it when it was stored.</param>
    /// <param name="declared">Where classes are found, whatever is done to them.</param>
    /// <returns>Null: the paths need more than is followed.</returns>
    internal static PathState? Build(IEnumerable<FieldRule> rules, IEnumerable<FieldRule>? stored = null, IEnumerable<FieldRule>? declared = null)
    {
        var builder = new PathAutomaton();
        var starts = new StringBuilder();
        builder.AddAll(rules, starts);
        builder._firstStored = builder._next.Count;
        builder.AddAll(stored ?? [], starts);
        builder._firstDeclared = builder._next.Count;
        builder.AddAll(declared ?? [], starts);
        return builder._next.Count > MaxPositions ? null : builder.Run(starts.ToString());
    }

    private void AddAll(IEnumerable<FieldRule> rules, StringBuilder starts)
    {
        foreach (var rule in rules)
        {
            starts.Append((char)_next.Count);
            var end = _next.Count + rule.Path.Segments.Length;
            foreach (var segment in rule.Path.Segments)
                AddPosition(rule, segment, end);
            AddPosition(rule, null, end);
        }
    }

    private void AddPosition(FieldRule rule, PathSegment? next, int end)
    {
        _rules.Add(rule);
        _next.Add(next);
        _ends.Add(end);
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
            names, Array.ConvertAll(names, n => Follow(positions, isMember: true, s => s.TakesMember(n))), Follow(positions, isMember: true, _ => false),
            indexes, Array.ConvertAll(indexes, i => Follow(positions, isMember: false, s => s.TakesElement(i))), Follow(positions, isMember: false, s => s.TakesElement(int.MaxValue)),
            NothingBelow: !positions.Any(p => p < _firstStored && (_next[p] is not null || Lasts(p))));
    }

    /// <summary>Where the positions lead when a member or element is entered that some of the next steps take.</summary>
    private PathState Follow(string positions, bool isMember, Predicate<PathSegment> takes)
    {
        _set.Clear();
        _work += positions.Length;
        // Ascending positions give ascending ones; a position and the one before it may give the same.
        foreach (var position in positions)
        {
            var step = _next[position];
            if (step is null ? Lasts(position) : step.Anywhere)
                Reach(position);
            if (step is not null && takes(step))
                Reach(position + 1);
        }

        var lost = positions.Any(Lasts) ? Lost([.. positions.Where(Lasts)], isMember).Select(p => (char)_ends[p]).ToList() : [];
        return StateOf(lost.Count == 0 ? _set.ToString() : new string([.. _set.ToString().Concat(lost).Distinct().Order()]));
    }

    private void Reach(int position)
    {
        if (_set.Length == 0 || _set[^1] != position)
            _set.Append((char)position);
    }

    /// <summary>What looks into texts, or only says what is declared, holds for all that is below the end of its path.</summary>
    private bool Lasts(char position) => _rules[position].Detect is not null || position >= _firstDeclared;

    private PathRules Rules(string positions)
    {
        var before = positions.Where(p => p >= _firstStored && p < _firstDeclared).ToArray();
        var stored = FieldRule.Stronger(Ending(before), Strongest(before, wantsMember: null));
        var acting = positions.Where(p => p < _firstStored && !Lasts(p)).ToArray();
        var ending = Ending(acting);
        var declared = InTexts(positions.Where(p => p >= _firstDeclared)).ToList();
        return new(
            FieldRule.Stronger(ending, Strongest(acting, wantsMember: null)), ending,
            FieldRule.Stronger(ending, Strongest(acting, wantsMember: true)), FieldRule.Stronger(ending, Strongest(acting, wantsMember: false)),
            stored, DetectPlan.Of(InTexts(positions.Where(p => p < _firstStored && Lasts(p))), declared), declared.Exists(rule => rule.Detect is null));
    }

    /// <summary>Those whose path ends here or above, or goes on where a text is met.</summary>
    private IEnumerable<FieldRule> InTexts(IEnumerable<char> positions) =>
        positions.Where(p => _next[p] is null or { Anywhere: false }).Select(p => _rules[p]).Distinct();

    private FieldRule? Ending(char[] positions) => Strongest(positions.Where(p => _next[p] is null).Select(p => _rules[p]));

    private FieldRule? Strongest(char[] positions, bool? wantsMember) => Strongest(Lost(positions, wantsMember).Select(p => _rules[p].Whole));

    /// <summary>
    /// Paths that need another type than the one found, unless another path of the same rule goes on from here: a class that names both
    /// shapes of a field (<c>a.b</c> and <c>a[*].b</c>) is at home in either.
    /// </summary>
    /// <param name="positions">Where the paths stand.</param>
    /// <param name="wantsMember">What can be entered here: true a member, false an element, null neither.</param>
    private IEnumerable<char> Lost(char[] positions, bool? wantsMember)
    {
        var going = positions.Where(p => _next[p] is { Anywhere: false }).ToLookup(p => _next[p]!.IsMember == wantsMember);
        var atHome = going[true].Select(p => _rules[p].RuleId).ToHashSet();
        return going[false].Where(p => !atHome.Contains(_rules[p].RuleId));
    }

    private static FieldRule? Strongest(IEnumerable<FieldRule> rules) => rules.Aggregate((FieldRule?)null, FieldRule.Stronger);
}
