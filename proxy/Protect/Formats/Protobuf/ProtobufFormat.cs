using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// Protobuf messages behind Confluent's message indexes: which of the schema's messages it is, first of the file's, then of those nested in
/// it, and so on.
/// <code>
///   indexes = zigzag count, zigzag index * count | 0x00 (the file's first)
/// </code>
/// </summary>
internal sealed class ProtobufFormat : IFormat
{
    private const int MostIndexes = 32;

    private readonly Picks _subjects = new();
    private readonly Scratch _room = new();
    private readonly ProtobufWalk _walk;

    // Most values of a session are of one type under one plan.
    private (MessageType? Type, PathState? Root, FieldAction? Action) _last;

    internal ProtobufFormat(KeyRing keys, Edits edits)
    {
        _walk = new(keys, _subjects, edits);
    }

    public ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        if (schema is not ProtobufSchema protobuf || TypeOf(protobuf, head.IsEmpty ? value : head, out var read) is not { } type)
            return new(FaultKind.SchemaMismatch, "$");
        if (plan.HasTags && type.Tagged is { } tagged)
        {
            if (tagged.Of(plan) is not { } laid)
                return new(FaultKind.SchemaTooLarge, "$");
            plan = laid;
        }

        if (_last.Type != type || _last.Root != plan.Root)
            _last = (type, plan.Root, type.ActionOf(plan));
        var start = head.IsEmpty ? read : 0;
        if (!plan.Subjects.IsEmpty)
        {
            // What is no message of its schema the walk tells of.
            _subjects.Begin(plan.Subjects, plan.Subjects.Length);
            ProtobufPicker.Read(type, value, start, plan.Subjects, _subjects, _room);
        }

        return _walk.Run(value, start, _last.Action!);
    }

    public void Clear()
    {
        _walk.Clear();
        _subjects.Clear();
        _room.Reset();
    }

    /// <summary>The message that the indexes name; null: they are none, or lead to none.</summary>
    /// <param name="schema">Whose messages they count.</param>
    /// <param name="bytes">They stand at the front of these.</param>
    /// <param name="read">How long they are.</param>
    internal static MessageType? TypeOf(ProtobufSchema schema, ReadOnlySpan<byte> bytes, out int read)
    {
        Span<int> indexes = stackalloc int[MostIndexes];
        return TryReadIndexes(bytes, indexes, out var count, out read) ? schema.Find(indexes[..count]) : null;
    }

    private static bool TryReadIndexes(ReadOnlySpan<byte> bytes, Span<int> indexes, out int count, out int read)
    {
        var wire = new WireCursor(bytes);
        (count, read) = (0, 0);
        if (!TryReadIndex(ref wire, bytes.Length, out count) || count > indexes.Length)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadIndex(ref wire, bytes.Length, out indexes[i]))
                return false;
        }

        if (count == 0)
            indexes[count++] = 0;
        read = wire.At;
        return true;
    }

    private static bool TryReadIndex(ref WireCursor wire, int end, out int index)
    {
        index = 0;
        if (!wire.TryReadVarint(end, out var raw) || (raw & 1) != 0 || raw > int.MaxValue)
            return false;
        index = (int)(raw >> 1);
        return true;
    }
}
