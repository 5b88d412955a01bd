using System.Collections.Immutable;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// Finds what stands at a few single places of a message, one path after the other, in messages and lists of them. Entries of maps, lists that
/// are packed and values that are of any type are not looked into: where a path leads there, nothing is clear. Stateless.
/// </summary>
internal static class ProtobufPicker
{
    /// <summary>False: it is no message of its schema; what was found before stays.</summary>
    internal static bool Read(MessageType root, ReadOnlySpan<byte> value, int start, ImmutableArray<FieldPath> paths, Picks picks, Scratch room)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            var wire = new WireCursor(value) { At = start };
            if (!new Search(i, paths[i].Segments.AsSpan(), picks, room).Run(ref wire, root, value.Length, group: 0, depth: 0))
                return false;
        }

        return true;
    }

    private readonly ref struct Search(int path, ReadOnlySpan<PathSegment> steps, Picks picks, Scratch text)
    {
        private readonly ReadOnlySpan<PathSegment> _steps = steps;

        /// <summary>False: the message can't be read any further.</summary>
        internal bool Run(ref WireCursor wire, MessageType type, int end, int group, int depth)
        {
            var index = 0;
            while (wire.At < end)
            {
                if (!wire.TryReadTag(end, out var number, out var kind))
                    return false;
                if (kind == WireType.EndGroup)
                    return number == group;
                var field = type.Find(number);
                var next = depth + 1;
                var leads = field is not null && field.Takes(kind) && IsNamed(field, _steps[depth]);
                if (leads && field!.IsRepeated)
                    leads = LeadsOn(field, kind, ref next, index++);
                if (leads ? !Enter(ref wire, field!, kind, end, next) : !wire.TrySkip(number, kind, end, depth))
                    return false;
            }

            return group == 0;
        }

        /// <summary>Whether the path goes on into this element of a list.</summary>
        private bool LeadsOn(FieldType field, WireType kind, ref int next, int index)
        {
            if (next == _steps.Length)
            {
                if (index == 0)
                    picks.Found(path, FactKind.Structure);
                return false;
            }

            if (!field.IsMap && field.Wire == kind)
                return _steps[next++].TakesElement(index);
            picks.Found(path, FactKind.Unclear);
            return false;
        }

        private bool Enter(ref WireCursor wire, FieldType field, WireType kind, int end, int next)
        {
            var isEnd = next == _steps.Length;
            if (field.Message is null && isEnd)
                return Scalar(ref wire, field, kind, end);
            if (field.Message is { WellKnown: WellKnown.No } message && !isEnd)
            {
                if (kind == WireType.StartGroup)
                    return Run(ref wire, message, end, field.Number, next);
                return wire.TryReadLength(end, out var length) && Run(ref wire, message, wire.At + length, group: 0, next);
            }

            if (field.Message is { WellKnown: WellKnown.Wrapper } wrapper && isEnd && kind == WireType.Length)
                return Wrapped(ref wire, wrapper, end);
            if (field.Message is { WellKnown: not WellKnown.No })
                picks.Found(path, FactKind.Unclear);
            else if (isEnd)
                picks.Found(path, FactKind.Structure);
            return wire.TrySkip(field.Number, kind, end, next);
        }

        /// <summary>The scalar in a message that stands for one; left out it is zero, false or empty.</summary>
        private bool Wrapped(ref WireCursor wire, MessageType wrapper, int end)
        {
            if (!wire.TryReadLength(end, out var length))
                return false;
            var (inner, found) = (wire.At + length, false);
            while (wire.At < inner)
            {
                if (!wire.TryReadTag(inner, out var number, out var kind))
                    return false;
                var isValue = number == wrapper.Fields[0].Number && wrapper.Fields[0].Takes(kind);
                found |= isValue;
                if (isValue ? !Scalar(ref wire, wrapper.Fields[0], kind, inner) : !wire.TrySkip(number, kind, inner, 0))
                    return false;
            }

            if (!found)
                Found(wrapper.Fields[0], raw: 0);
            return true;
        }

        private bool Scalar(ref WireCursor wire, FieldType field, WireType kind, int end)
        {
            if (kind == WireType.Length)
            {
                if (!wire.TryReadLength(end, out var length))
                    return false;
                picks.Found(path, ScalarKind.Text, wire.Slice(wire.At, wire.At + length));
                wire.At += length;
                return true;
            }

            if (!ScalarCodec.TryRead(ref wire, kind, end, out var raw))
                return false;
            Found(field, raw);
            return true;
        }

        private void Found(FieldType field, ulong raw)
        {
            text.Truncate(0);
            var kind = ScalarCodec.KindOf(field.Scalar);
            if (kind != ScalarKind.Text)
                ScalarCodec.Format(field.Scalar, raw, text);
            picks.Found(path, kind, text.Written);
        }

        private static bool IsNamed(FieldType field, PathSegment step) =>
            step.IsMember && (step.TakesMember(field.NameUtf8) || step.TakesMember(field.JsonNameUtf8));
    }
}
