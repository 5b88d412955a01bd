using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// Lays a plan's paths over a schema: what JSON's walk decides for each value anew is decided here once for each field. A list is an array,
/// a message or map an object, a message that stands for something else is that. One use per instance.
/// </summary>
internal sealed class ActionCompiler
{
    // A recursive schema under `..` needs few; what needs more is no schema of records.
    private const int MostMessages = 20_000;

    private readonly Dictionary<(MessageType Type, string States, FieldRule? Inherited), MessagePlan> _plans = [];
    private readonly Queue<(MessagePlan Plan, MessageType Type, PathStates States, FieldRule? Inherited)> _open = new();
    private readonly Dictionary<(string States, FieldRule? Inherited), AnyPlan> _anys = [];
    private readonly Queue<(AnyPlan Plan, MessageType Any, PathStates States, FieldRule? Inherited)> _openAnys = new();
    private readonly Dictionary<PathState, char> _numbers = [];
    private readonly UnknownFields _unknown;
    private readonly bool _counts;

    private ActionCompiler(FieldPlan plan)
    {
        // To whom all is revealed an unknown field may be, too.
        _unknown = plan.Rules.Any(r => r.Treatment.Technique != Technique.Reveal) ? plan.UnknownFields : UnknownFields.Pass;
        _counts = plan.Rules.Any(r => r.Path.HasIndex);
    }

    internal static FieldAction Compile(MessageType type, FieldPlan plan)
    {
        var compiler = new ActionCompiler(plan);
        var root = compiler.OfMessage(type, null, new([plan.Root]), null);
        if (!compiler.CompleteAll())
            return new(ActionKind.TooLarge, null, null);
        return root.Rule?.Treatment is Drop ? root with { Kind = ActionKind.Refuse } : root;
    }

    private bool CompleteAll()
    {
        while (_open.Count + _openAnys.Count > 0)
        {
            if (_open.TryDequeue(out var open))
            {
                foreach (var field in open.Type.Fields)
                    open.Plan.Add(field.Number, OfField(open.Plan, open.Type, field, open.States, open.Inherited));
            }
            else if (_openAnys.TryDequeue(out var any))
            {
                Complete(any.Plan, any.Any, any.States, any.Inherited);
            }

            if (_plans.Count > MostMessages)
                return false;
        }

        return true;
    }

    private FieldAction OfField(MessagePlan plan, MessageType type, FieldType field, PathStates states, FieldRule? inherited) => type.WellKnown switch
    {
        WellKnown.Wrapper => OfScalar(field, states, inherited),
        WellKnown.Struct => OfMap(field, states, inherited),
        WellKnown.List => OfElements(plan, field, states, inherited),
        WellKnown.Value => OfAlternative(field, states, inherited),
        _ when field.IsMap => OfContainer(field, states.Field(field), inherited, s => s.OnObject, OfMap),
        _ when field.IsRepeated => OfContainer(field, states.Field(field), inherited, s => s.OnArray, (f, s, i) => OfElements(plan, f, s, i)),
        _ when _counts && field.Message is not null => OfSingle(field, states.Field(field), inherited) with { Once = plan.Counters++ },
        _ => OfSingle(field, states.Field(field), inherited),
    };

    private FieldAction OfSingle(FieldType field, PathStates states, FieldRule? inherited) =>
        field.Message is { } message ? OfMessage(message, field, states, inherited) : OfScalar(field, states, inherited);

    /// <summary>Of a map or list as a whole; what is in it, where the rule does not settle it.</summary>
    private static FieldAction OfContainer(
        FieldType field, PathStates states, FieldRule? inherited, Func<PathStates, FieldRule?> own, Func<FieldType, PathStates, FieldRule?, FieldAction> inside)
    {
        var rule = FieldRule.Stronger(own(states), inherited);
        return rule?.Treatment.Technique switch
        {
            null when states.IsDead => new(ActionKind.Copy, field, null),
            // No entry and no element is what an empty one looks like.
            Technique.Drop or Technique.Nullify or Technique.Redact => new(ActionKind.Remove, field, rule),
            Technique.Hash or Technique.Token or Technique.Encrypt => new(ActionKind.Refuse, field, rule),
            _ => inside(field, states, rule?.Whole),
        };
    }

    private FieldAction OfMap(FieldType field, PathStates states, FieldRule? inherited)
    {
        var value = field.Message!.Fields.First(f => f.Number == 2);
        var names = states.Names;
        return new(ActionKind.Map, field, null)
        {
            Members = new(names, [], Array.ConvertAll(names, n => OfEntry(states.Member(n))), OfEntry(states.OtherMember), 0),
        };

        FieldAction OfEntry(PathStates of) => OfSingle(value, of, inherited) with { Name = field.NameUtf8 };
    }

    private FieldAction OfElements(MessagePlan plan, FieldType field, PathStates states, FieldRule? inherited)
    {
        var indexes = states.Indexes;
        var other = OfSingle(field, states.OtherElement, inherited);
        return indexes.Length == 0 ? other : new(ActionKind.Elements, field, null)
        {
            Members = new([], indexes, Array.ConvertAll(indexes, i => OfSingle(field, states.Element(i), inherited)), other, plan.Counters++),
        };
    }

    private FieldAction OfMessage(MessageType type, FieldType? field, PathStates states, FieldRule? inherited)
    {
        var rule = FieldRule.Stronger(inherited, type.WellKnown switch
        {
            WellKnown.No or WellKnown.Struct => states.OnObject,
            WellKnown.List => states.OnArray,
            WellKnown.Any => FieldRule.Stronger(states.OnObject, states.OnScalar),
            WellKnown.Value => Weakest(states),
            _ => states.OnScalar,
        });
        if (rule is null && states.IsDead)
            return new(ActionKind.Copy, field, null);
        if (type.WellKnown == WellKnown.Any)
            return OfAny(type, field, states, inherited, rule);
        if (type.WellKnown == WellKnown.Timestamp)
            return OfTimestamp(field, rule);
        return (rule?.Treatment.Technique, type.WellKnown) switch
        {
            (Technique.Drop, _) or (Technique.Nullify, not WellKnown.Value) => new(field is { IsRequired: false } ? ActionKind.Remove : ActionKind.Empty, field, rule),
            (Technique.Redact, WellKnown.No or WellKnown.Struct or WellKnown.List or WellKnown.Wrapper) => new(ActionKind.Empty, field, rule),
            (Technique.Hash or Technique.Token or Technique.Encrypt, WellKnown.No or WellKnown.Struct or WellKnown.List) => new(ActionKind.Refuse, field, rule),
            (_, WellKnown.Value or WellKnown.Wrapper) => new(ActionKind.Message, field, null) { Message = PlanOf(type, states, inherited) },
            _ => new(ActionKind.Message, field, null) { Message = PlanOf(type, states, rule?.Whole) },
        };
    }

    /// <summary>The rule that acts whatever a value turns out to be, if it drops.</summary>
    private static FieldRule? Weakest(PathStates states) =>
        states is { OnScalar: { Treatment: Drop } drop, OnObject.Treatment: Drop, OnArray.Treatment: Drop } ? drop : null;

    /// <summary>One of the kinds that a <c>google.protobuf.Value</c> may be of.</summary>
    private FieldAction OfAlternative(FieldType field, PathStates states, FieldRule? inherited)
    {
        if (field.Scalar == ScalarType.Enum)
            return new(ActionKind.Copy, field, null);
        var action = field.Message is { } message ? OfMessage(message, field, states, inherited) : OfScalar(field, states, inherited);
        // Without a kind it would be no value.
        return action.Rule is { Treatment.Technique: Technique.Drop or Technique.Nullify } ? action with { Kind = ActionKind.Nullify } : action;
    }

    /// <summary>
    /// A message of a type that only it names: where the schema has that type, what is done to a message of it in the same place. JSON shows its
    /// fields in the place of the Any, too.
    /// </summary>
    /// <param name="opaque">What acts on one that can't be followed.</param>
    private FieldAction OfAny(MessageType any, FieldType? field, PathStates states, FieldRule? inherited, FieldRule? opaque)
    {
        var own = FieldRule.Stronger(states.OnObject, inherited);
        if (own?.Treatment.Technique is Technique.Drop or Technique.Nullify or Technique.Redact or Technique.Hash or Technique.Token or Technique.Encrypt)
            return OfOpaque(field, opaque);
        var key = (NameOf(states), inherited);
        if (!_anys.TryGetValue(key, out var plan))
        {
            _anys.Add(key, plan = new AnyPlan { Unknown = _unknown, Other = OfOpaque(AnyPlan.ValueOf(any), opaque) });
            _openAnys.Enqueue((plan, any, states, inherited));
        }

        return new(ActionKind.Any, field, null) { Any = plan };
    }

    private void Complete(AnyPlan plan, MessageType any, PathStates states, FieldRule? inherited)
    {
        var value = AnyPlan.ValueOf(any);
        foreach (var (name, type) in any.Known.Where(known => !known.Value.IsMapEntry))
            plan.Add(name, OfMessage(type, value, states, inherited));
    }

    private static FieldAction OfOpaque(FieldType? field, FieldRule? rule) => rule?.Treatment.Technique switch
    {
        null => new(ActionKind.Unfollowed, field, null),
        Technique.Drop or Technique.Nullify => new(field is { IsRequired: false } ? ActionKind.Remove : ActionKind.Empty, field, rule),
        Technique.Hash or Technique.Token or Technique.Encrypt => new(ActionKind.Refuse, field, rule),
        Technique.Reveal => new(ActionKind.Reveal, field, rule),
        _ => new(ActionKind.Empty, field, rule),
    };

    private static FieldAction OfTimestamp(FieldType? field, FieldRule? rule) =>
        rule?.Treatment is DateGeneralisation or DateShift ? new(ActionKind.Timestamp, field, rule) : rule is null ? new(ActionKind.Copy, field, null) : OfOpaque(field, rule);

    private static FieldAction OfScalar(FieldType field, PathStates states, FieldRule? inherited)
    {
        var rule = FieldRule.Stronger(states.OnScalar, inherited);
        var detects = MayHold(field.Scalar) ? states.Detects : null;
        // Whom no rule lets see what it was reads the token as it stands.
        if (rule is null)
            return new(detects is null || states.Stored is not null ? ActionKind.Copy : ActionKind.Search, field, null) { Detects = detects };
        if (rule.Treatment is Reveal && detects is not null)
            return new(ActionKind.Search, field, rule) { Stored = states.Stored, Detects = detects };
        var isText = field.Scalar is ScalarType.Text or ScalarType.Bytes;
        return (rule.Treatment, field.Scalar) switch
        {
            (Reveal, _) when states.Stored is null || field.Scalar is ScalarType.Enum => new(ActionKind.Reveal, field, rule),
            (Drop or Nullify, _) => new(field.IsRequired ? ActionKind.Empty : ActionKind.Remove, field, rule),
            (Redact, _) => new(ActionKind.Empty, field, rule),
            // A number has no room for a text, an enum none for any number.
            (Hash or SivToken or Encrypt or ConfluentEncrypt, _) when !isText => new(ActionKind.Refuse, field, rule),
            (Ff1Token, ScalarType.Enum) => new(ActionKind.Refuse, field, rule),
            (_, ScalarType.Enum) => new(ActionKind.Empty, field, rule),
            _ => new(ActionKind.Scalar, field, rule) { Stored = states.Stored, Detects = detects },
        };
    }

    /// <summary>Something could be found in it: free text, or a whole number.</summary>
    private static bool MayHold(ScalarType type) => type is not (ScalarType.None or ScalarType.Enum or ScalarType.Bool or ScalarType.Float or ScalarType.Double);

    private MessagePlan PlanOf(MessageType type, PathStates states, FieldRule? inherited)
    {
        var key = (type, NameOf(states), inherited);
        if (_plans.TryGetValue(key, out var known))
            return known;
        var plan = new MessagePlan { Unknown = _unknown };
        _plans.Add(key, plan);
        _open.Enqueue((plan, type, states, inherited));
        return plan;
    }

    /// <summary>Equal for equal sets of states.</summary>
    private string NameOf(PathStates states)
    {
        var numbers = new char[states.States.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!_numbers.TryGetValue(states.States[i], out numbers[i]))
                _numbers.Add(states.States[i], numbers[i] = (char)_numbers.Count);
        }

        Array.Sort(numbers);
        return new(numbers);
    }
}
