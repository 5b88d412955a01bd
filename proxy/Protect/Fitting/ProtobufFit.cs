using System.Collections.Immutable;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Fitting;

/// <summary>What a rule at its path meets in the messages of a .proto file, by either name of each field. One use per instance.</summary>
internal sealed class ProtobufFit
{
    private readonly ImmutableArray<PathSegment> _steps;
    private readonly Treatment _treatment;
    private readonly HashSet<(MessageType, int)> _seen = [];

    private ProtobufFit(FieldRule rule)
    {
        _steps = rule.Path.Segments;
        _treatment = rule.Treatment;
    }

    /// <summary>A value may be any of the file's messages, also one inside another.</summary>
    internal static Fit Ask(ProtobufSchema schema, FieldPlan plan) =>
        schema.Messages.SelectMany(WithNested).Select(message => new ProtobufFit(plan.Rules[0]).InMessage(message, 0)).DefaultIfEmpty(Fit.Absent).Max();

    private static IEnumerable<MessageType> WithNested(MessageType message) =>
        message.IsMapEntry ? [] : message.Nested.SelectMany(WithNested).Prepend(message);

    /// <summary>Of the field's value; of one that is a list or map as a whole.</summary>
    private Fit InField(FieldType field, int at) => field switch
    {
        { IsMap: true } => InContainer(field.Message!.Find(2)!, at, step => step.IsMember),
        { IsRepeated: true } => InContainer(field, at, step => !step.IsMember),
        _ => InSingle(field, at),
    };

    private Fit InContainer(FieldType item, int at, Predicate<PathSegment> enters)
    {
        if (at == _steps.Length)
            return _treatment.Technique is Technique.Hash or Technique.Token or Technique.Encrypt ? Fit.Refused : Fit.There;
        var step = _steps[at];
        var found = enters(step) ? InSingle(item, at + 1) : Fit.Absent;
        if (step.Anywhere)
            return Max(found, InSingle(item, at));
        return enters(step) ? found : Fit.OtherShape;
    }

    private Fit InSingle(FieldType field, int at)
    {
        if (field.Message is { } message)
            return InMessage(message, at);
        if (at == _steps.Length)
            return IsRefused(field.Scalar) ? Fit.Refused : Fit.There;
        return _steps[at].Anywhere ? Fit.Absent : Fit.OtherShape;
    }

    private Fit InMessage(MessageType type, int at)
    {
        if (type.WellKnown is WellKnown.Wrapper)
            return InSingle(type.Fields[0], at);
        if (at == _steps.Length)
            return type.WellKnown is not (WellKnown.Value or WellKnown.Any) && _treatment.Technique is Technique.Hash or Technique.Token or Technique.Encrypt ? Fit.Refused : Fit.There;
        if (!_seen.Add((type, at)))
            return Fit.Absent;
        var step = _steps[at];
        return type.WellKnown switch
        {
            WellKnown.Timestamp => step.Anywhere ? Fit.Absent : Fit.OtherShape,
            WellKnown.Struct or WellKnown.Value or WellKnown.List => Fit.Untold,
            WellKnown.Any => type.Known.Values.Where(known => !known.IsMapEntry && known != type).Aggregate(Fit.Untold, (found, known) => Max(found, InMessage(known, at))),
            _ => InFields(type, step, at),
        };
    }

    private Fit InFields(MessageType type, PathSegment step, int at)
    {
        if (!step.IsMember && !step.Anywhere)
            return Fit.OtherShape;
        var found = Fit.Absent;
        foreach (var field in type.Fields)
        {
            if (step.IsMember && (step.TakesMember(field.NameUtf8) || step.TakesMember(field.JsonNameUtf8)))
                found = Max(found, InField(field, at + 1));
            if (step.Anywhere)
                found = Max(found, InField(field, at));
        }

        return found;
    }

    private bool IsRefused(ScalarType type) => (_treatment, type) switch
    {
        (Hash or SivToken or Encrypt or ConfluentEncrypt, not (ScalarType.Text or ScalarType.Bytes)) => true,
        (Ff1Token, ScalarType.Enum or ScalarType.Bool) => true,
        _ => false,
    };

    private static Fit Max(Fit one, Fit other) => one > other ? one : other;
}
