using System.Text.Json;
using Compliance.Protect.Keys;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Json;

/// <summary>What rules and detectors make of the scalar under the reader. Owned by one walk.</summary>
internal sealed class JsonScalars
{
    private readonly Scratch _text = new();
    private readonly Edits _edits;
    private readonly JsonMembers _members;
    private readonly FieldWriter _fields;
    private readonly TextSearch _search;

    internal JsonScalars(KeyRing keys, Picks subjects, Edits edits, JsonMembers members)
    {
        _edits = edits;
        _members = members;
        _fields = new(keys, subjects);
        _search = new(_fields, edits);
    }

    /// <summary>Overwrites what was unescaped or turned back of the last value.</summary>
    internal void Clear()
    {
        _text.Reset();
        _fields.Clear();
    }

    /// <summary>The name or scalar under the reader, unescaped; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        _text.Truncate(0);
        var room = _text.Reserve(reader.ValueSpan.Length);
        return room[..reader.CopyString(room)];
    }

    /// <param name="stored">The token that the value was stored as, if it is to be turned back first.</param>
    /// <param name="detects">What is looked for inside it.</param>
    internal ProtectFault Treat(ref Utf8JsonReader reader, ReadOnlySpan<byte> value, FieldRule? rule, FieldRule? stored, DetectPlan? detects)
    {
        switch (rule?.Treatment)
        {
            // Whom no rule lets see what it was reads the token as it stands.
            case null when detects is null || stored is not null:
                _members.Keep(ref reader);
                return default;
            case null or Reveal when detects is not null:
                return Search(ref reader, value, rule, stored, detects);
            case Reveal when stored is null:
                _edits.Hit(rule);
                _members.Keep(ref reader);
                return default;
            case Drop:
                return _members.TakeOut(ref reader, rule);
            case Redact:
                _members.Replace(ref reader, rule, (int)reader.TokenStartIndex, JsonScalar.Empty(reader.TokenType));
                return default;
            case Nullify:
                _members.Replace(ref reader, rule, (int)reader.TokenStartIndex, "null"u8);
                return default;
        }

        var text = Text(ref reader);
        var kind = JsonScalar.KindOf(reader.TokenType);
        if (stored is not null && _fields.TurnBack(stored, ref text, ref kind) is var unknown and not FaultKind.None)
            return new(unknown, stored.PathText);
        rule = detects is null ? rule! : _search.Settle(rule!, detects, text, _members.Name(value));
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
        var parts = _search.Find(detects, text, _members.Name(value));
        if (_search.Note(parts, TextSearch.HasUndeclared(parts) ? _members.Path(value) : "") is { Kind: not FaultKind.None } refused)
            return refused;
        if (stored is null && kind == ScalarKind.Text)
            return Splice(ref reader, parts, text);
        if (stored is null && !TextSearch.AnyChanges(parts))
        {
            _members.Keep(ref reader);
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

        _members.Keep(ref reader);
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
        _members.Keep(ref reader);
        return default;
    }
}
