using System.Text.Unicode;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Keys;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>What rules make of the scalars of a message. Owned by one walk.</summary>
internal sealed class ProtobufScalars
{
    private readonly FieldWriter _fields;
    private readonly TextSearch _search;
    private readonly FoundPaths _paths = new();
    private readonly Edits _edits;
    private readonly Scratch _text = new();
    private readonly Scratch _made = new();

    internal ProtobufScalars(KeyRing keys, Picks subjects, Edits edits)
    {
        _fields = new(keys, subjects);
        _search = new(_fields, edits);
        _edits = edits;
    }

    private static ProtectFault Malformed => new(FaultKind.SchemaMismatch, "$");

    internal void Clear()
    {
        _fields.Clear();
        _text.Reset();
        _made.Reset();
    }

    /// <summary>One scalar, its length before it if it has one; behind its tag, or an element of a packed list.</summary>
    internal ProtectFault Scalar(ref WireCursor wire, FieldAction action, WireType type, int end)
    {
        var start = wire.At;
        return type == WireType.Length ? Text(ref wire, action, start, end) : Number(ref wire, action, start, type, end);
    }

    private ProtectFault Text(ref WireCursor wire, FieldAction action, int start, int end)
    {
        if (!wire.TryReadLength(end, out var length))
            return Malformed;
        var text = wire.Slice(wire.At, wire.At + length);
        wire.At += length;
        _made.Truncate(0);
        if (action.Kind == ActionKind.Search)
        {
            if (Utf8.IsValid(text))
                return Search(action, text, ScalarKind.Text, start, wire.At, type: null);
            if (action.Field!.Scalar == ScalarType.Text)
                return new(FaultKind.InvalidUtf8, "$");
        }

        var rule = action.Rule;
        if (action.Kind == ActionKind.Scalar)
        {
            var isText = Utf8.IsValid(text);
            if (!isText && action.Field!.Scalar == ScalarType.Text)
                return new(FaultKind.InvalidUtf8, "$");
            // Bytes that are no text have no characters to keep, nor are they a date; what is as good as random can be made of any.
            if ((isText || action.Rule!.Treatment.Technique is Technique.Reveal or Technique.Token or Technique.Encrypt or Technique.Hash) &&
                Make(action, text, ScalarKind.Text, out _, out rule) is { Kind: not FaultKind.None } fault)
                return fault;
        }

        if (action.Kind is ActionKind.Scalar or ActionKind.Empty)
        {
            var replacement = _edits.Scratch.Length;
            ScalarCodec.AppendVarint((ulong)_made.Length, _edits.Scratch);
            _edits.Scratch.Append(_made.Written);
            _edits.Replace(start, wire.At, replacement);
        }

        if (rule is not null)
            _edits.Hit(rule);
        return default;
    }

    private ProtectFault Number(ref WireCursor wire, FieldAction action, int start, WireType type, int end)
    {
        var field = action.Field!;
        if (!ScalarCodec.TryRead(ref wire, type, end, out var raw))
            return Malformed;
        var made = field.Scalar == ScalarType.Enum ? (ulong)field.EmptyEnum : 0;
        switch (action.Kind)
        {
            case ActionKind.Copy:
                return default;
            case ActionKind.Reveal:
                _edits.Hit(action.Rule!);
                return default;
            case ActionKind.Remove:
                _edits.Remove(start, wire.At);
                _edits.Hit(action.Rule!);
                return default;
            case ActionKind.Search:
                _text.Truncate(0);
                _made.Truncate(0);
                ScalarCodec.Format(field.Scalar, raw, _text);
                return Search(action, _text.Written, ScalarCodec.KindOf(field.Scalar), start, wire.At, type);
            case ActionKind.Scalar:
                _text.Truncate(0);
                _made.Truncate(0);
                ScalarCodec.Format(field.Scalar, raw, _text);
                if (Make(action, _text.Written, ScalarCodec.KindOf(field.Scalar), out var kind, out _) is { Kind: not FaultKind.None } fault)
                    return fault;
                var fits = kind != ScalarKind.Text && ScalarCodec.TryParse(field.Scalar, _made.Written, out made);
                // Another hash or token would be worth nothing.
                if (!fits && action.Rule!.Treatment.Technique is Technique.Hash or Technique.Token or Technique.Encrypt or Technique.Reveal)
                    return new(FaultKind.TypeMismatch, action.Rule!.PathText);
                made = fits ? made : 0;
                break;
        }

        var replacement = _edits.Scratch.Length;
        ScalarCodec.Append(type, made, _edits.Scratch);
        _edits.Replace(start, wire.At, replacement);
        _edits.Hit(action.Rule!);
        return default;
    }

    /// <summary>What is found inside the value is treated.</summary>
    /// <param name="type">Of a number; null: it is a text, behind its length.</param>
    private ProtectFault Search(FieldAction action, ReadOnlySpan<byte> text, ScalarKind kind, int start, int end, WireType? type)
    {
        var field = action.Field!;
        if (action.Stored is { } stored && _fields.TurnBack(stored, ref text, ref kind, IsBytes(action)) is var unknown and not FaultKind.None)
            return new(unknown, stored.PathText);
        if (action.Rule is not null)
            _edits.Hit(action.Rule);
        var parts = _search.Find(action.Detects!, text, action.Name);
        if (_search.Note(parts, TextSearch.HasUndeclared(parts) ? _paths.Or(action.Name) : "") is { Kind: not FaultKind.None } refused)
            return refused;
        if (action.Stored is null && !TextSearch.AnyChanges(parts))
            return default;
        if (_search.Write(parts, text, ref kind, _made) is { Kind: not FaultKind.None } fault)
            return fault;
        var replacement = _edits.Scratch.Length;
        if (type is null)
        {
            ScalarCodec.AppendVarint((ulong)_made.Length, _edits.Scratch);
            _edits.Scratch.Append(_made.Written);
        }
        else if (kind != ScalarKind.Text && ScalarCodec.TryParse(field.Scalar, _made.Written, out var made))
        {
            ScalarCodec.Append(type.Value, made, _edits.Scratch);
        }
        else
        {
            return new(FaultKind.TypeMismatch, parts.IsEmpty ? action.Stored!.PathText : parts[0].Rule.PathText);
        }

        _edits.Replace(start, end, replacement);
        return default;
    }

    private static bool IsBytes(FieldAction action) => action.Field!.Scalar == ScalarType.Bytes;

    /// <summary>What the rule makes of it is in <see cref="_made"/> then.</summary>
    private ProtectFault Make(FieldAction action, ReadOnlySpan<byte> text, ScalarKind of, out ScalarKind kind, out FieldRule rule)
    {
        (kind, rule) = (of, action.Rule!);
        if (action.Stored is { } stored && _fields.TurnBack(stored, ref text, ref kind, IsBytes(action)) is var unknown and not FaultKind.None)
            return new(unknown, stored.PathText);
        if (action.Detects is not null && Utf8.IsValid(text))
            rule = _search.Settle(rule, action.Detects, text, action.Name);
        return _fields.Write(rule, text, ref kind, _made, IsBytes(action)) is var fault and not FaultKind.None ? new(fault, rule.PathText) : default;
    }
}
