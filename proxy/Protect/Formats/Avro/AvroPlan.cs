using System.Collections.Concurrent;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// How a plan's paths go through the values of one schema: for each type and path state that can meet, one <see cref="AvroStep"/>. Names are
/// compared here, once, and only keys of maps again. Thread-safe: steps are made under a lock and handed out when all they lead to is made.
/// </summary>
internal sealed class AvroPlan
{
    private const int MaxSteps = 20_000;

    private readonly Lock _making = new();
    private readonly Dictionary<(AvroType, PathState, FieldRule?), AvroStep> _made = [];
    private readonly ConcurrentDictionary<(AvroType, PathState, FieldRule?), AvroStep> _ready = new();

    internal AvroPlan(AvroType root, PathState state)
    {
        lock (_making)
            Root = Make(root, state, null);
        if (_made.Count > MaxSteps)
            Root = null;
    }

    /// <summary>Null: schema and paths together are too large to be followed.</summary>
    internal AvroStep? Root { get; }

    /// <summary>The step of a map's value or an array's element that a path names; null: there are too many.</summary>
    internal AvroStep? Item(AvroStep container, PathState state)
    {
        if (ReferenceEquals(state, container.Others!.State))
            return container.Others;
        var key = (container.Type.Item!, state, container.Others.Inherited);
        if (_ready.TryGetValue(key, out var step))
            return step;
        lock (_making)
        {
            step = Make(key.Item1, key.state, key.Inherited);
            return _made.Count > MaxSteps ? null : _ready[key] = step;
        }
    }

    private AvroStep Make(AvroType type, PathState state, FieldRule? inherited)
    {
        if (_made.TryGetValue((type, state, inherited), out var known))
            return known;
        var isContainer = type.Kind is AvroKind.Record or AvroKind.Map or AvroKind.Array;
        var step = _made[(type, state, inherited)] = new(type, state, RuleFor(type.Kind, state, inherited))
        {
            Inherited = inherited,
            Stored = isContainer || type.Kind is AvroKind.Null or AvroKind.Union ? null : state.Stored,
            Detects = AvroText.MayHold(type) ? state.Detects : null,
            Action = AvroAction.Walk,
        };
        // Beyond the bound nothing is handed out, so nothing more needs to be made.
        if (_made.Count > MaxSteps)
            return step;
        step.Action = type.Kind switch
        {
            AvroKind.Union => Union(step, state, inherited),
            AvroKind.Record or AvroKind.Map or AvroKind.Array => Container(step, state),
            _ => Scalar(step),
        };
        return step;
    }

    private static FieldRule? RuleFor(AvroKind kind, PathState state, FieldRule? inherited) => kind switch
    {
        AvroKind.Union => null,
        AvroKind.Null => state.OnNull is { Treatment.Technique: Technique.Drop } drop ? drop : null,
        AvroKind.Record or AvroKind.Map => FieldRule.Stronger(state.OnObject, inherited),
        AvroKind.Array => FieldRule.Stronger(state.OnArray, inherited),
        _ => FieldRule.Stronger(state.OnScalar, inherited),
    };

    private static AvroAction Scalar(AvroStep step) => step.Technique switch
    {
        // Whom no rule lets see what it was reads the token as it stands.
        null => step.Detects is null || step.Stored is not null ? AvroAction.Skip : AvroAction.Search,
        Technique.Reveal when step.Detects is not null => AvroAction.Search,
        Technique.Drop or Technique.Nullify or Technique.Redact => AvroAction.Empty,
        _ => AvroAction.Treat,
    };

    private AvroAction Union(AvroStep step, PathState state, FieldRule? inherited)
    {
        step.Parts = Array.ConvertAll(step.Type.Branches, branch => Make(branch, state, inherited));
        return step.Parts.All(p => p.Action == AvroAction.Skip) ? AvroAction.Skip : AvroAction.Walk;
    }

    private AvroAction Container(AvroStep step, PathState state)
    {
        switch (step.Technique)
        {
            case Technique.Hash or Technique.Token or Technique.Encrypt:
                return AvroAction.Refuse;
            case Technique.Drop or Technique.Nullify or Technique.Redact when step.Type.Kind != AvroKind.Record:
                return AvroAction.Empty;
            case null when state.IsDead:
                return AvroAction.Skip;
        }

        // A record can't be left out or empty: each of its fields is emptied.
        var below = step.Rule?.Whole;
        if (step.Type.Kind != AvroKind.Record)
        {
            step.Others = Make(step.Type.Item!, step.Type.Kind == AvroKind.Map ? state.OtherMember : state.OtherElement, below);
            return AvroAction.Walk;
        }

        step.Parts = Array.ConvertAll(step.Type.Fields, field => Make(field.Type, state.Member(field.Name), below));
        return step.Parts.All(p => p.Action == AvroAction.Skip) && below is null ? AvroAction.Skip : AvroAction.Walk;
    }
}
