using System.Runtime.InteropServices;
using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Lays what a schema tags over the path states of a plan: one state for each set of places and path state that can meet, in which the rules of the
/// tags act beside those of the paths. Walks follow it as they follow a plan's own states. Bounded; one use per instance.
/// </summary>
internal sealed class TaggedPaths
{
    private const int MaxStates = 20_000;
    private const int MaxPlaces = char.MaxValue;
    private const int MaxWork = 500_000;

    private readonly ILookup<string, FieldRule> _acting;
    private readonly ILookup<string, FieldRule> _stored;
    private readonly Dictionary<SchemaPlace, char> _numbers = [];
    private readonly List<SchemaPlace> _places = [];
    private readonly Dictionary<(string Places, PathState State), PathState> _made = [];
    private readonly Queue<(string Places, PathState State, PathState Made)> _open = new();
    private readonly List<(PathState Made, PathTransitions Transitions, PathRules Rules)> _laid = [];
    private int _work;

    private TaggedPaths(FieldPlan plan)
    {
        _acting = plan.Rules.Where(r => r.Path.Tag is not null).ToLookup(r => r.Path.Tag!, StringComparer.Ordinal);
        _stored = plan.StoredTags.ToLookup(r => r.Path.Tag!, StringComparer.Ordinal);
    }

    /// <returns>Null: schema and paths together need more than is followed.</returns>
    internal static PathState? Lay(FieldPlan plan, SchemaPlace root)
    {
        var layer = new TaggedPaths(plan);
        if (!root.AllTags().Any(tag => layer._acting.Contains(tag) || layer._stored.Contains(tag)))
            return plan.Root;
        var start = layer.StateOf([root], plan.Root);
        while (layer._open.TryDequeue(out var open))
        {
            layer._laid.Add((open.Made, layer.Transitions(open.Places, open.State), layer.Rules(open.Places, open.State)));
            if (layer._made.Count > MaxStates || layer._places.Count >= MaxPlaces || layer._work > MaxWork)
                return null;
        }

        layer.Complete();
        return start;
    }

    /// <summary>Where no place of the schema is any more, the plan's own state goes on.</summary>
    private PathState StateOf(IEnumerable<SchemaPlace> places, PathState state)
    {
        var set = Closed(places);
        if (set.Length == 0)
            return state;
        ref var made = ref CollectionsMarshal.GetValueRefOrAddDefault(_made, (set, state), out var known);
        if (!known)
        {
            made = new PathState();
            _open.Enqueue((set, state, made));
        }

        return made!;
    }

    /// <summary>The places, and all that are the same, as a sorted string of their numbers.</summary>
    private string Closed(IEnumerable<SchemaPlace> places)
    {
        var (all, open) = (new SortedSet<char>(), new Stack<SchemaPlace>(places));
        while (open.TryPop(out var place))
        {
            if (!all.Add(NumberOf(place)))
                continue;
            foreach (var same in place.Same)
                open.Push(same);
        }

        return string.Concat(all);
    }

    private char NumberOf(SchemaPlace place)
    {
        if (_numbers.TryGetValue(place, out var number) || _places.Count >= MaxPlaces)
            return number;
        _numbers.Add(place, number = (char)_places.Count);
        _places.Add(place);
        return number;
    }

    private PathTransitions Transitions(string set, PathState state)
    {
        var places = set.Select(number => _places[number]).ToList();
        var elements = places.SelectMany(p => p.Elements).ToList();
        var names = state.Names.Concat(places.SelectMany(p => p.Names).Select(Encoding.UTF8.GetBytes)).DistinctBy(Encoding.UTF8.GetString).ToArray();
        int[] indexes = [.. state.Indexes];
        _work += names.Length + indexes.Length + places.Count;
        return new(
            names, Array.ConvertAll(names, name => StateOf(places.SelectMany(p => p.Member(name)), state.Member(name))), StateOf(places.SelectMany(p => p.Others), state.OtherMember),
            indexes, Array.ConvertAll(indexes, index => StateOf(elements, state.Element(index))), StateOf(elements, state.OtherElement), NothingBelow: false);
    }

    private PathRules Rules(string set, PathState state)
    {
        var tags = set.SelectMany(number => _places[number].Tags).ToList();
        var rule = Strongest(tags, _acting);
        return new(
            FieldRule.Stronger(state.OnScalar, rule), FieldRule.Stronger(state.OnNull, rule), FieldRule.Stronger(state.OnObject, rule), state.OnArray,
            FieldRule.Stronger(state.StoredBy, Strongest(tags, _stored)), state.Detects, state.IsDeclared);
    }

    private static FieldRule? Strongest(List<string> tags, ILookup<string, FieldRule> rules) =>
        tags.SelectMany(tag => rules[tag]).Aggregate((FieldRule?)null, FieldRule.Stronger);

    /// <summary>
    /// A state is dead if no rule can act in it or below. Where there is nothing at all, all go to one state, so that the many fields of a schema that
    /// are not tagged need not be told apart.
    /// </summary>
    private void Complete()
    {
        var own = _laid.Select(laid => laid.Made).ToHashSet();
        var above = _laid.SelectMany(laid => Below(laid.Transitions).Select(below => (Below: below, laid.Made))).ToLookup(edge => edge.Below, edge => edge.Made);
        var alive = Above(rules => rules is not { OnScalar: null, OnNull: null, OnObject: null, OnArray: null, Detects: null }, state => !state.IsDead);
        var needed = Above(rules => rules != default, state => !IsEnd(state));
        foreach (var (made, transitions, rules) in _laid)
            made.Complete(Reduced(transitions) with { NothingBelow = !alive.Contains(made) }, rules);

        // Those of which it holds, and all that lead to one.
        HashSet<PathState> Above(Func<PathRules, bool> holdsOfOwn, Func<PathState, bool> holdsOfPlans)
        {
            var found = _laid.Where(laid => holdsOfOwn(laid.Rules)).Select(laid => laid.Made)
                .Concat(above.Where(edges => !own.Contains(edges.Key) && holdsOfPlans(edges.Key)).SelectMany(edges => edges)).ToHashSet();
            var open = new Stack<PathState>(found);
            while (open.TryPop(out var state))
            {
                foreach (var parent in above[state].Where(found.Add))
                    open.Push(parent);
            }

            return found;
        }

        PathState End(PathState state) => (own.Contains(state) ? needed.Contains(state) : !IsEnd(state)) ? state : PathState.End;

        PathTransitions Reduced(PathTransitions t)
        {
            var (members, other) = (Array.ConvertAll(t.Members, End), End(t.OtherMember));
            var kept = Enumerable.Range(0, members.Length).Where(i => members[i] != other).ToArray();
            return t with
            {
                Names = Array.ConvertAll(kept, i => t.Names[i]),
                Members = Array.ConvertAll(kept, i => members[i]),
                OtherMember = other,
                Elements = Array.ConvertAll(t.Elements, End),
                OtherElement = End(t.OtherElement),
            };
        }
    }

    private static bool IsEnd(PathState state) => state is { IsDead: true, StoredBy: null, Names.Count: 0, Indexes.Count: 0 } && state.OtherMember == state && state.OtherElement == state;

    private static IEnumerable<PathState> Below(PathTransitions t) => [.. t.Members, t.OtherMember, .. t.Elements, t.OtherElement];
}
