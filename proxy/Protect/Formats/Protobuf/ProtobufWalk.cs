using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// One pass over a message's fields. Every occurrence of a field is treated, though readers may take only the last. The length of a message
/// comes before what it holds: its place in the edits is held until that is known. Owned by one protector.
/// </summary>
internal sealed class ProtobufWalk(KeyRing keys, Picks subjects, Edits edits)
{
    private const int Key = 1;
    private const int Value = 2;

    private static readonly MessagePlan NoFields = new();
    private readonly ProtobufScalars _scalars = new(keys, subjects, edits);
    private readonly ProtobufTimestamps _timestamps = new(keys, subjects, edits);
    private readonly ProtobufKeys _keys = new();
    private int[] _counters = new int[16];
    private int _counted;

    private static ProtectFault Malformed => new(FaultKind.SchemaMismatch, "$");

    /// <param name="value">The value.</param>
    /// <param name="start">Where its message begins.</param>
    /// <param name="root">What is done to it.</param>
    internal ProtectFault Run(ReadOnlySpan<byte> value, int start, FieldAction root)
    {
        var wire = new WireCursor(value) { At = start };
        _counted = 0;
        switch (root.Kind)
        {
            case ActionKind.Message:
                return Message(ref wire, root.Message!, value.Length, group: 0, depth: 0);
            case ActionKind.Any:
                return Any(ref wire, root.Any!, value.Length, depth: 0);
            case ActionKind.Timestamp:
                return _timestamps.Write(ref wire, root, start, value.Length, hasLength: false);
            case ActionKind.Empty:
                edits.Remove(start, value.Length);
                break;
            case ActionKind.Refuse or ActionKind.Unfollowed or ActionKind.TooLarge:
                return Refusal(root);
        }

        if (root.Rule is not null)
            edits.Hit(root.Rule);
        return default;
    }

    /// <summary>Overwrites what was kept of the last value.</summary>
    internal void Clear()
    {
        _scalars.Clear();
        _timestamps.Clear();
        _keys.Clear();
    }

    /// <param name="group">The number of the group that the message is; 0: it is none, and reaches to the end.</param>
    private ProtectFault Message(ref WireCursor wire, MessagePlan plan, int end, int group, int depth)
    {
        if (depth >= WireCursor.MaxDepth)
            return new(FaultKind.TooDeep, "$");
        var counters = OpenCounters(plan.Counters);
        while (wire.At < end)
        {
            var start = wire.At;
            if (!wire.TryReadTag(end, out var number, out var type))
                return Malformed;
            if (type == WireType.EndGroup)
            {
                _counted = counters;
                return number == group ? default : Malformed;
            }

            var action = plan.Find(number);
            if (action is null || !action.Field!.Takes(type))
            {
                if (!wire.TrySkip(number, type, end, depth))
                    return Malformed;
                if (plan.Unknown == UnknownFields.Reject)
                    return new(FaultKind.UnknownField, "$");
                if (plan.Unknown == UnknownFields.Drop)
                    edits.Remove(start, wire.At);
                continue;
            }

            if (action.Once >= 0 && _counters[counters + action.Once]++ > 0)
                return Malformed;
            var fault = action.Field.Wire != WireType.Length && type == WireType.Length
                ? Packed(ref wire, action, counters, start, end)
                : Field(ref wire, action, plan, counters, new(start, number, type, end, depth));
            if (fault.Kind != FaultKind.None)
                return fault;
        }

        _counted = counters;
        return group == 0 ? default : Malformed;
    }

    private ProtectFault Field(ref WireCursor wire, FieldAction action, MessagePlan plan, int counters, in Occurrence at)
    {
        switch (action.Kind)
        {
            case ActionKind.Elements:
                return Field(ref wire, action.Members!.Of(_counters[counters + action.Members.Counter]++), plan, counters, at);
            case ActionKind.Refuse or ActionKind.Unfollowed:
                return Refusal(action);
            case ActionKind.Map:
                return Entry(ref wire, action, plan, at);
            case ActionKind.Any when at.Type == WireType.Length:
                return Any(ref wire, action.Any!, at);
            case ActionKind.Any:
                return Malformed;
            case ActionKind.Message when at.Type == WireType.StartGroup:
                return Message(ref wire, action.Message!, at.End, at.Number, at.Depth + 1);
            case ActionKind.Message:
                return Nested(ref wire, action.Message!, at);
            case ActionKind.Timestamp when at.Type == WireType.Length:
                return wire.TryReadLength(at.End, out var length) ? _timestamps.Write(ref wire, action, at.Start, wire.At + length, hasLength: true) : Malformed;
            case ActionKind.Scalar or ActionKind.Search or ActionKind.Empty when action.Field!.Message is null:
                return _scalars.Scalar(ref wire, action, at.Type, at.End);
        }

        if (!wire.TrySkip(at.Number, at.Type, at.End, at.Depth))
            return Malformed;
        if (action.Kind == ActionKind.Remove)
            edits.Remove(at.Start, wire.At);
        else if (action.Kind == ActionKind.Nullify)
            Replace(at.Start, wire.At, [0x08, 0x00]);
        else if (action.Kind is ActionKind.Empty or ActionKind.Timestamp)
            Empty(at, wire.At);
        if (action.Rule is not null)
            edits.Hit(action.Rule);
        return default;
    }

    /// <summary>A message behind its length.</summary>
    private ProtectFault Nested(ref WireCursor wire, MessagePlan plan, in Occurrence at)
    {
        var lengthStart = wire.At;
        if (!wire.TryReadLength(at.End, out var length))
            return Malformed;
        var held = edits.Reserve(lengthStart);
        var (start, grown) = (wire.At, edits.Grown);
        var fault = Message(ref wire, plan, start + length, group: 0, at.Depth + 1);
        if (fault.Kind == FaultKind.None)
            Settle(held, start, length, edits.Grown - grown);
        return fault;
    }

    /// <summary>A message of a type that only it names, behind its length.</summary>
    private ProtectFault Any(ref WireCursor wire, AnyPlan plan, in Occurrence at)
    {
        var lengthStart = wire.At;
        if (!wire.TryReadLength(at.End, out var length))
            return Malformed;
        var held = edits.Reserve(lengthStart);
        var (start, grown) = (wire.At, edits.Grown);
        var fault = Any(ref wire, plan, start + length, at.Depth + 1);
        if (fault.Kind == FaultKind.None)
            Settle(held, start, length, edits.Grown - grown);
        return fault;
    }

    /// <summary>Its type may stand behind its content, so it is looked for first; of two of either readers would take different ones.</summary>
    private ProtectFault Any(ref WireCursor wire, AnyPlan plan, int end, int depth)
    {
        if (depth >= WireCursor.MaxDepth)
            return new(FaultKind.TooDeep, "$");
        if (!TryReadTypeOfAny(wire, end, depth, out var url))
            return Malformed;
        var action = plan.Of(url);
        while (wire.At < end)
        {
            var start = wire.At;
            // The look ahead has read them all.
            wire.TryReadTag(end, out var number, out var type);
            if (number == AnyPlan.ValueNumber && type == WireType.Length)
            {
                if (Field(ref wire, action, NoFields, 0, new(start, number, type, end, depth)) is { Kind: not FaultKind.None } fault)
                    return fault;
                continue;
            }

            wire.TrySkip(number, type, end, depth);
            if ((number == AnyPlan.TypeNumber && type == WireType.Length) || plan.Unknown == UnknownFields.Pass)
                continue;
            if (plan.Unknown == UnknownFields.Reject)
                return new(FaultKind.UnknownField, "$");
            edits.Remove(start, wire.At);
        }

        return default;
    }

    private static bool TryReadTypeOfAny(WireCursor wire, int end, int depth, out ReadOnlySpan<byte> url)
    {
        url = [];
        var (types, values) = (0, 0);
        while (wire.At < end)
        {
            if (!wire.TryReadTag(end, out var number, out var type))
                return false;
            var from = wire;
            if (!wire.TrySkip(number, type, end, depth))
                return false;
            if (type != WireType.Length || number is not (AnyPlan.TypeNumber or AnyPlan.ValueNumber))
                continue;
            from.TryReadLength(end, out var length);
            if (number == AnyPlan.TypeNumber)
                url = wire.Slice(from.At, from.At + length);
            if ((number == AnyPlan.TypeNumber ? types++ : values++) > 0)
                return false;
        }

        return true;
    }

    /// <summary>An entry of a map: a message of key and value. What is done to the value depends on the key, wherever that stands.</summary>
    private ProtectFault Entry(ref WireCursor wire, FieldAction map, MessagePlan plan, in Occurrence at)
    {
        var lengthStart = wire.At;
        if (!wire.TryReadLength(at.End, out var length))
            return Malformed;
        var (start, end) = (wire.At, wire.At + length);
        var ahead = wire;
        if (!_keys.TryRead(ref ahead, map.Field!.Message!, end, at.Depth + 1, out var key))
            return Malformed;
        var action = map.Members!.Of(key);
        if (action.Kind is ActionKind.Copy or ActionKind.Remove)
        {
            wire.At = end;
            if (action.Kind == ActionKind.Remove)
                edits.Remove(at.Start, end);
            if (action.Rule is not null)
                edits.Hit(action.Rule);
            return default;
        }

        var held = edits.Reserve(lengthStart);
        var grown = edits.Grown;
        while (wire.At < end)
        {
            var from = wire.At;
            // The look ahead has read them all.
            wire.TryReadTag(end, out var number, out var type);
            if (number == Value && action.Field!.Takes(type))
            {
                if (Field(ref wire, action, plan, 0, new(from, number, type, end, at.Depth + 1)) is { Kind: not FaultKind.None } fault)
                    return fault;
                continue;
            }

            wire.TrySkip(number, type, end, at.Depth + 1);
            if (number == Key || plan.Unknown == UnknownFields.Pass)
                continue;
            if (plan.Unknown == UnknownFields.Reject)
                return new(FaultKind.UnknownField, "$");
            edits.Remove(from, wire.At);
        }

        Settle(held, start, length, edits.Grown - grown);
        return default;
    }

    /// <summary>Several scalars behind one length.</summary>
    private ProtectFault Packed(ref WireCursor wire, FieldAction action, int counters, int start, int end)
    {
        var lengthStart = wire.At;
        if (!wire.TryReadLength(end, out var length))
            return Malformed;
        var (first, last) = (wire.At, wire.At + length);
        if (action.Kind is ActionKind.Copy or ActionKind.Remove)
        {
            wire.At = last;
            if (action.Kind == ActionKind.Remove)
                edits.Remove(start, last);
            if (action.Rule is not null)
                edits.Hit(action.Rule);
            return default;
        }

        var held = edits.Reserve(lengthStart);
        var grown = edits.Grown;
        while (wire.At < last)
        {
            var element = action.Kind == ActionKind.Elements ? action.Members!.Of(_counters[counters + action.Members.Counter]++) : action;
            if (element.Kind == ActionKind.Refuse)
                return Refusal(element);
            if (_scalars.Scalar(ref wire, element, action.Field!.Wire, last) is { Kind: not FaultKind.None } fault)
                return fault;
        }

        Settle(held, first, length, edits.Grown - grown);
        return default;
    }

    /// <summary>Now that it is known by how much the content has grown, its length can be written.</summary>
    private void Settle(int held, int start, int length, int grown)
    {
        if (grown == 0)
        {
            edits.Withdraw(held);
            return;
        }

        var replacement = edits.Scratch.Length;
        ScalarCodec.AppendVarint((ulong)(length + grown), edits.Scratch);
        edits.Fill(held, start, replacement);
    }

    private void Empty(in Occurrence at, int end)
    {
        var replacement = edits.Scratch.Length;
        var isGroup = at.Type == WireType.StartGroup;
        ScalarCodec.AppendVarint(((ulong)at.Number << 3) | (ulong)at.Type, edits.Scratch);
        ScalarCodec.AppendVarint(isGroup ? ((ulong)at.Number << 3) | (ulong)WireType.EndGroup : 0, edits.Scratch);
        edits.Replace(at.Start, end, replacement);
    }

    private void Replace(int start, int end, ReadOnlySpan<byte> with)
    {
        var replacement = edits.Scratch.Length;
        edits.Scratch.Append(with);
        edits.Replace(start, end, replacement);
    }

    private static ProtectFault Refusal(FieldAction action) => action.Kind switch
    {
        ActionKind.Refuse => new(FaultKind.TypeMismatch, action.Rule!.PathText),
        ActionKind.TooLarge => new(FaultKind.SchemaTooLarge, "$"),
        _ => new(FaultKind.Unfollowed, "$"),
    };

    private int OpenCounters(int count)
    {
        var first = _counted;
        _counted += count;
        if (_counters.Length < _counted)
            Array.Resize(ref _counters, 2 * _counted);
        _counters.AsSpan(first, count).Clear();
        return first;
    }
}
