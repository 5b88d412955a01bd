using System.Collections.Immutable;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// The first of two passes over a message under a plan that shifts dates: finds the subjects, one path after the other, in messages and lists of
/// them. What is no message of its schema ends it; the walk tells why. Stateless.
/// </summary>
internal static class ProtobufSubjects
{
    internal static void Read(MessageType root, ReadOnlySpan<byte> value, int start, ImmutableArray<FieldPath> paths, Picks subjects, Scratch room)
    {
        subjects.Begin(paths, paths.Length);
        for (var i = 0; i < paths.Length; i++)
        {
            var wire = new WireCursor(value) { At = start };
            new Search(i, paths[i].Segments.AsSpan(), subjects, room).Run(ref wire, root, value.Length, group: 0, depth: 0);
        }
    }

    private readonly ref struct Search(int path, ReadOnlySpan<PathSegment> steps, Picks subjects, Scratch text)
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
                    leads = field.Wire == kind && next < _steps.Length && _steps[next++].TakesElement(index++);
                if (leads ? !Enter(ref wire, field!, kind, end, next) : !wire.TrySkip(number, kind, end, depth))
                    return false;
            }

            return group == 0;
        }

        private bool Enter(ref WireCursor wire, FieldType field, WireType kind, int end, int next)
        {
            if (next < _steps.Length && field.Message is { WellKnown: WellKnown.No } message)
            {
                if (kind == WireType.StartGroup)
                    return Run(ref wire, message, end, field.Number, next);
                return wire.TryReadLength(end, out var length) && Run(ref wire, message, wire.At + length, group: 0, next);
            }

            var start = wire.At;
            if (!wire.TrySkip(field.Number, kind, end, next))
                return false;
            if (next < _steps.Length || field.Scalar is ScalarType.None or ScalarType.Bool)
            {
                subjects.Found(path, FactKind.Structure);
                return true;
            }

            var again = wire;
            again.At = start;
            text.Truncate(0);
            if (kind == WireType.Length && again.TryReadLength(end, out var bytes))
                text.Append(wire.Slice(again.At, again.At + bytes));
            else if (ScalarCodec.TryRead(ref again, kind, end, out var raw))
                ScalarCodec.Format(field.Scalar, raw, text);
            var room = subjects.Reserve(text.Length);
            text.Written.CopyTo(room);
            subjects.Found(path, FactKind.Text, room.Length, room.Length);
            return true;
        }

        private static bool IsNamed(FieldType field, PathSegment step) =>
            step.IsMember && (step.TakesMember(field.NameUtf8) || step.TakesMember(field.JsonNameUtf8));
    }
}
