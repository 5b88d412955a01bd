namespace Compliance.Rules.Compiled;

/// <summary>
/// Where a walk over a JSON value stands with all paths of a plan at once: one state of a deterministic automaton.
/// The walker asks it for the state of each member or element, and for the rule that acts on the value found there.
/// A rule acts where its path ends, and also where the path needs an object or array and the value is of another type
/// (never on null): what can't be followed is protected whole. Immutable once the plan is built; shared by all threads.
/// </summary>
public sealed class PathState
{
    private byte[][] _names = [];
    private PathState[] _members = [];
    private int[] _indexes = [];
    private PathState[] _elements = [];

    internal PathState()
    {
        OtherMember = this;
        OtherElement = this;
    }

    /// <summary>Nothing acts or has acted here or below.</summary>
    internal static PathState End { get; } = new() { IsDead = true };

    /// <summary>The strongest rule for a string, number or boolean here.</summary>
    public FieldRule? OnScalar { get; private set; }

    /// <summary>The strongest rule whose path ends here; null values heed only <see cref="Drop"/>.</summary>
    public FieldRule? OnNull { get; private set; }
    public FieldRule? OnObject { get; private set; }
    public FieldRule? OnArray { get; private set; }

    /// <summary>
    /// On consume: the rule by which a scalar here was made a token or ciphertext when it was stored, to be turned back before <see cref="OnScalar"/> acts.
    /// </summary>
    public FieldRule? Stored { get; private set; }

    /// <summary>What was done to a scalar here when it was stored, whether or not that can be turned back.</summary>
    internal FieldRule? StoredBy { get; private set; }

    /// <summary>What is looked for inside texts and numbers here, where <see cref="OnScalar"/> does not act on them more strongly; null: nothing.</summary>
    public DetectPlan? Detects { get; private set; }

    /// <summary>A class is found here or above by its path, whether or not anything is done to it; known only where that matters.</summary>
    public bool IsDeclared { get; private set; }

    /// <summary>No path goes on or ends here or below: the subtree can be skipped.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The state of members that no path names.</summary>
    public PathState OtherMember { get; private set; }

    /// <summary>The state of elements that no path names by their number.</summary>
    public PathState OtherElement { get; private set; }

    /// <summary>The names that lead elsewhere than others do, for who lays the paths over a schema.</summary>
    public IReadOnlyList<byte[]> Names => _names;

    /// <summary>The elements that lead elsewhere than others do.</summary>
    public IReadOnlyList<int> Indexes => _indexes;

    public PathState Member(ReadOnlySpan<byte> name)
    {
        var names = _names;
        for (var i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
                return _members[i];
        }

        return OtherMember;
    }

    public PathState Element(int index)
    {
        var found = Array.IndexOf(_indexes, index);
        return found < 0 ? OtherElement : _elements[found];
    }

    /// <summary>Called once for each state, by the builder, before the plan is handed out.</summary>
    internal void Complete(PathTransitions transitions, PathRules rules)
    {
        _names = transitions.Names;
        _members = transitions.Members;
        OtherMember = transitions.OtherMember;
        _indexes = transitions.Indexes;
        _elements = transitions.Elements;
        OtherElement = transitions.OtherElement;
        OnScalar = rules.OnScalar;
        OnNull = rules.OnNull;
        OnObject = rules.OnObject;
        OnArray = rules.OnArray;
        StoredBy = rules.StoredBy;
        Stored = rules.StoredBy is { Treatment.IsReversible: true } made ? made : null;
        Detects = rules.Detects;
        IsDeclared = rules.IsDeclared;
        IsDead = transitions.NothingBelow && rules is { OnScalar: null, OnNull: null, OnObject: null, OnArray: null, Detects: null };
    }
}
