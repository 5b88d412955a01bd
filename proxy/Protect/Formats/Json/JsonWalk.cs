using System.Text.Json;
using Compliance.Protect.Keys;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>
/// One pass over the tokens of a value, with a frame for each open object or array and the plan's path state beside it.
/// A rule on an object or array protects all that is below: drop and redact take the whole, a mask fills every scalar and keeps nothing,
/// a hash is refused. Null stays null, but drop removes it. Subtrees that no path can reach are skipped. Owned by one protector.
/// </summary>
internal sealed class JsonWalk
{
    internal const int MaxDepth = 64;

    private readonly JsonFrame[] _frames = new JsonFrame[MaxDepth];
    private readonly Scratch _text = new();
    private readonly Edits _edits;
    private readonly FieldWriter _fields;
    private readonly TextSearch _search;
    private readonly FoundPaths _paths = new();
    private int _depth;
    private bool _done;

    internal JsonWalk(KeyRing keys, Picks subjects, Edits edits)
    {
        _edits = edits;
        _fields = new(keys, subjects);
        _search = new(_fields, edits);
    }

    internal ProtectFault Run(ref Utf8JsonReader reader, ReadOnlySpan<byte> value, PathState root)
    {
        _depth = 0;
        _done = false;
        var fault = default(ProtectFault);
        while (fault.Kind == FaultKind.None && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _depth--;
                    EndMember(ref reader);
                    break;
                case JsonTokenType.PropertyName:
                    BeginMember((int)reader.TokenStartIndex);
                    (Top.NameStart, Top.NameLength) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    var state = Top.State.Member(Text(ref reader));
                    reader.Read();
                    fault = Value(ref reader, value, state, Top.Inherited);
                    break;
                default:
                    if (_depth == 0)
                    {
                        fault = Value(ref reader, value, root, null);
                        break;
                    }

                    BeginMember((int)reader.TokenStartIndex);
                    fault = Value(ref reader, value, Top.State.Element(Top.Index++), Top.Inherited);
                    break;
            }
        }

        return fault;
    }

    /// <summary>What the reader stumbled over, once it has thrown.</summary>
    internal FaultKind WhyStopped(ReadOnlySpan<byte> value, ref Utf8JsonReader reader)
    {
        if (_done)
            return FaultKind.TrailingData;
        var next = value[(int)reader.BytesConsumed..].TrimStart(" \t\r\n,:"u8);
        // The reader counts an object or array in only once it is past its bracket.
        var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0);
        return depth >= MaxDepth && next.Length > 0 && next[0] is (byte)'[' or (byte)'{' ? FaultKind.TooDeep : FaultKind.Malformed;
    }

    /// <summary>Overwrites what was unescaped or turned back of the last value.</summary>
    internal void Clear()
    {
        _text.Reset();
        _fields.Clear();
    }

    private ref JsonFrame Top => ref _frames[_depth - 1];

    private ProtectFault Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> value, PathState state, FieldRule? inherited) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Container(ref reader, state, FieldRule.Stronger(state.OnObject, inherited)),
        JsonTokenType.StartArray => Container(ref reader, state, FieldRule.Stronger(state.OnArray, inherited)),
        JsonTokenType.Null => Scalar(ref reader, value, state.OnNull is { Treatment.Technique: Technique.Drop } drop ? drop : null, null, null),
        JsonTokenType.String or JsonTokenType.Number => Scalar(ref reader, value, FieldRule.Stronger(state.OnScalar, inherited), state.Stored, state.Detects),
        _ => Scalar(ref reader, value, FieldRule.Stronger(state.OnScalar, inherited), state.Stored, null),
    };

    private ProtectFault Container(ref Utf8JsonReader reader, PathState state, FieldRule? rule)
    {
        switch (rule?.Treatment.Technique)
        {
            case Technique.Drop:
                reader.Skip();
                return TakeOut(ref reader, rule);
            case Technique.Redact:
                var (type, start) = (reader.TokenType, (int)reader.TokenStartIndex);
                reader.Skip();
                return Replace(ref reader, rule, start, JsonScalar.Empty(type));
            case Technique.Nullify:
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                return Replace(ref reader, rule, from, "null"u8);
            case Technique.Hash or Technique.Token:
                return new(FaultKind.TypeMismatch, rule.PathText);
            case null when state.IsDead:
                reader.Skip();
                EndMember(ref reader);
                return default;
            default:
                Open(ref reader, state, rule?.Whole);
                return default;
        }
    }

    /// <param name="stored">The token that the value was stored as, if it is to be turned back first.</param>
    /// <param name="detects">What is looked for inside it.</param>
    private ProtectFault Scalar(ref Utf8JsonReader reader, ReadOnlySpan<byte> value, FieldRule? rule, FieldRule? stored, DetectPlan? detects)
    {
        switch (rule?.Treatment)
        {
            // Whom no rule lets see what it was reads the token as it stands.
            case null when detects is null || stored is not null:
                EndMember(ref reader);
                return default;
            case null or Reveal when detects is not null:
                return Search(ref reader, value, rule, stored, detects);
            case Reveal when stored is null:
                _edits.Hit(rule);
                EndMember(ref reader);
                return default;
            case Drop:
                return TakeOut(ref reader, rule);
            case Redact:
                return Replace(ref reader, rule, (int)reader.TokenStartIndex, JsonScalar.Empty(reader.TokenType));
            case Nullify:
                return Replace(ref reader, rule, (int)reader.TokenStartIndex, "null"u8);
        }

        var text = Text(ref reader);
        var kind = JsonScalar.KindOf(reader.TokenType);
        if (stored is not null && _fields.TurnBack(stored, ref text, ref kind) is var unknown and not FaultKind.None)
            return new(unknown, stored.PathText);
        rule = detects is null ? rule! : _search.Settle(rule!, detects, text, Name(value));
        var quote = _edits.Scratch.Length;
        _edits.Scratch.Append("\""u8);
        if (_fields.Write(rule, text, ref kind, _edits.Scratch) is var fault and not FaultKind.None)
            return new(fault, rule.PathText);
        _edits.Hit(rule);
        return Written(ref reader, kind, quote);
    }

    /// <summary>What the detectors find is treated, and the rest of the string stays as it is written.</summary>
    /// <param name="rule">Lets the value be seen; null: none acts on it.</param>
    private ProtectFault Search(ref Utf8JsonReader reader, ReadOnlySpan<byte> value, FieldRule? rule, FieldRule? stored, DetectPlan detects)
    {
        var text = Text(ref reader);
        var kind = JsonScalar.KindOf(reader.TokenType);
        if (stored is not null && _fields.TurnBack(stored, ref text, ref kind) is var unknown and not FaultKind.None)
            return new(unknown, stored.PathText);
        if (rule is not null)
            _edits.Hit(rule);
        var parts = _search.Find(detects, text, Name(value));
        if (_search.Note(parts, TextSearch.HasUndeclared(parts) ? Path(value) : "") is { Kind: not FaultKind.None } refused)
            return refused;
        if (stored is null && kind == ScalarKind.Text)
            return Splice(ref reader, parts, text);
        if (stored is null && !TextSearch.AnyChanges(parts))
        {
            EndMember(ref reader);
            return default;
        }

        var quote = _edits.Scratch.Length;
        _edits.Scratch.Append("\""u8);
        return _search.Write(parts, text, ref kind, _edits.Scratch) is { Kind: not FaultKind.None } fault ? fault : Written(ref reader, kind, quote);
    }

    private ProtectFault Splice(ref Utf8JsonReader reader, scoped ReadOnlySpan<FoundPart> parts, scoped ReadOnlySpan<byte> text)
    {
        var start = (int)reader.TokenStartIndex + 1;
        var places = new EscapedPlaces(reader.ValueSpan);
        foreach (ref readonly var part in parts)
        {
            if (!part.Changes)
                continue;
            var replacement = _edits.Scratch.Length;
            if (_search.Write(part, text, _edits.Scratch) is { Kind: not FaultKind.None } fault)
                return fault;
            _edits.Scratch.EscapeFrom(replacement);
            _edits.Replace(start + places.Of(part.Start), start + places.Of(part.End), replacement);
        }

        EndMember(ref reader);
        return default;
    }

    /// <summary>A scalar gives way to what stands in the scratch behind a quote.</summary>
    private ProtectFault Written(ref Utf8JsonReader reader, ScalarKind kind, int quote)
    {
        // Only text needs it.
        var start = kind == ScalarKind.Text ? quote : quote + 1;
        if (kind == ScalarKind.Text)
        {
            _edits.Scratch.EscapeFrom(quote + 1);
            _edits.Scratch.Append("\""u8);
        }

        _edits.Replace((int)reader.TokenStartIndex, (int)reader.BytesConsumed, start);
        EndMember(ref reader);
        return default;
    }

    /// <summary>Of the field that is being read, as it is written; of an element, that of its list.</summary>
    private ReadOnlySpan<byte> Name(ReadOnlySpan<byte> value)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            if (_frames[i].NameLength > 0)
                return value.Slice(_frames[i].NameStart, _frames[i].NameLength);
        }

        return [];
    }

    /// <summary>By the innermost name that is no data.</summary>
    private string Path(ReadOnlySpan<byte> value)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            if (_frames[i].NameLength > 0 && _paths.Of(value.Slice(_frames[i].NameStart, _frames[i].NameLength)) is { } path)
                return path;
        }

        return FieldPath.Whole;
    }

    private ProtectFault Replace(ref Utf8JsonReader reader, FieldRule rule, int start, ReadOnlySpan<byte> with)
    {
        var replacement = _edits.Scratch.Length;
        _edits.Scratch.Append(with);
        return Replaced(ref reader, rule, start, replacement);
    }

    private ProtectFault Replaced(ref Utf8JsonReader reader, FieldRule rule, int start, int replacement)
    {
        _edits.Replace(start, (int)reader.BytesConsumed, replacement);
        _edits.Hit(rule);
        EndMember(ref reader);
        return default;
    }

    /// <summary>
    /// Takes a member out with one comma: the one before it where a kept member stands before, else the one after it,
    /// which is known when the next member begins.
    /// </summary>
    private ProtectFault TakeOut(ref Utf8JsonReader reader, FieldRule rule)
    {
        if (_depth == 0)
            return new(FaultKind.TypeMismatch, rule.PathText);
        _edits.Hit(rule);
        var end = (int)reader.BytesConsumed;
        ref var frame = ref Top;
        if (frame.AnyKept)
            _edits.Remove(frame.PreviousEnd, end);
        else if (frame.OpenRemoval >= 0)
            _edits.MoveEnd(frame.OpenRemoval, end);
        else
            frame.OpenRemoval = _edits.Remove(frame.MemberStart, end);
        frame.PreviousEnd = end;
        return default;
    }

    private void Open(ref Utf8JsonReader reader, PathState state, FieldRule? inherited) => _frames[_depth++] = new()
    {
        State = state,
        Inherited = inherited,
        PreviousEnd = (int)reader.BytesConsumed,
        OpenRemoval = -1,
    };

    private void BeginMember(int start)
    {
        ref var frame = ref Top;
        frame.MemberStart = start;
        if (frame.OpenRemoval >= 0)
            _edits.MoveEnd(frame.OpenRemoval, start);
    }

    /// <summary>A member stays, changed or not.</summary>
    private void EndMember(ref Utf8JsonReader reader)
    {
        if (_depth == 0)
        {
            _done = true;
            return;
        }

        ref var frame = ref Top;
        frame.PreviousEnd = (int)reader.BytesConsumed;
        frame.AnyKept = true;
        frame.OpenRemoval = -1;
    }

    /// <summary>The name or scalar under the reader, unescaped; valid until the next call.</summary>
    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        _text.Truncate(0);
        var room = _text.Reserve(reader.ValueSpan.Length);
        return room[..reader.CopyString(room)];
    }
}
