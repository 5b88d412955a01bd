using System.Runtime.InteropServices;
using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Builds the states that follow all paths of a plan at once (subset construction). The number of states is bounded;
/// the checks build it for all paths of all policies together, of which each plan's is a part, so a plan never meets the bound.
/// </summary>
internal sealed class PathAutomaton
{
    internal const int MaxStates = 4096;

    private readonly Dictionary<string, PathState> _states = new(StringComparer.Ordinal);
    private readonly Queue<(PathState State, List<PathPosition> Positions)> _open = new();

    /// <summary>Null: more than <see cref="MaxStates"/> states.</summary>
    internal static PathState? Build(IEnumerable<FieldRule> rules)
    {
        var builder = new PathAutomaton();
        var root = builder.StateOf([.. rules.Select(r => new PathPosition(r, 0))]);
        while (builder._open.TryDequeue(out var next))
        {
            if (builder._states.Count > MaxStates)
                return null;
            next.State.Complete(builder.Transitions(next.Positions), Rules(next.Positions));
        }

        return root;
    }

    private PathState StateOf(List<PathPosition> positions)
    {
        var key = string.Join(' ', positions.Select(p => $"{p.Rule.Ordinal}:{p.Steps}").Order(StringComparer.Ordinal));
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, key, out var known);
        if (!known)
        {
            state = new PathState();
            _open.Enqueue((state, positions));
        }

        return state!;
    }

    private PathTransitions Transitions(List<PathPosition> positions)
    {
        var going = positions.Where(p => !p.IsAtEnd).ToList();
        var otherMember = StateOf([.. going.Where(p => p.Next.Anywhere)]);
        var otherElement = StateOf([.. Elements(going, int.MaxValue)]);

        var names = going.SelectMany(p => p.Next.Names).DistinctBy(Encoding.UTF8.GetString).ToArray();
        var indexes = going.Where(p => !p.Next.IsMember && p.Next.Index >= 0).Select(p => p.Next.Index).Distinct().ToArray();
        return new(
            names, Array.ConvertAll(names, n => StateOf([.. Members(going, n)])), otherMember,
            indexes, Array.ConvertAll(indexes, i => StateOf([.. Elements(going, i)])), otherElement,
            NothingBelow: going.Count == 0);
    }

    private static IEnumerable<PathPosition> Members(List<PathPosition> positions, byte[] name) =>
        positions.Where(p => p.Next.Anywhere).Concat(positions.Where(p => p.Next.TakesMember(name)).Select(p => p.Advanced)).Distinct();

    private static IEnumerable<PathPosition> Elements(List<PathPosition> positions, int index) =>
        positions.Where(p => p.Next.Anywhere).Concat(positions.Where(p => p.Next.TakesElement(index)).Select(p => p.Advanced)).Distinct();

    private static PathRules Rules(List<PathPosition> positions)
    {
        var ending = Strongest(positions.Where(p => p.IsAtEnd).Select(p => p.Rule));
        return new(
            FieldRule.Stronger(ending, Lost(positions, wantsMember: null)), ending,
            FieldRule.Stronger(ending, Lost(positions, wantsMember: true)), FieldRule.Stronger(ending, Lost(positions, wantsMember: false)));
    }

    /// <summary>
    /// The strongest rule whose path needs another type than the one found, unless another path of its class goes on from here:
    /// a class that names both shapes of a field (<c>a.b</c> and <c>a[*].b</c>) is at home in either.
    /// </summary>
    /// <param name="positions">Where the paths stand.</param>
    /// <param name="wantsMember">What can be entered here: true a member, false an element, null neither.</param>
    private static FieldRule? Lost(List<PathPosition> positions, bool? wantsMember)
    {
        var going = positions.Where(p => !p.IsAtEnd && !p.Next.Anywhere).ToLookup(p => p.Next.IsMember == wantsMember);
        return Strongest(going[false]
            .Where(lost => !going[true].Any(p => p.Rule.RuleId == lost.Rule.RuleId))
            .Select(p => p.Rule.Whole));
    }

    private static FieldRule? Strongest(IEnumerable<FieldRule> rules) => rules.Aggregate((FieldRule?)null, FieldRule.Stronger);
}
