using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// What a rule makes of one scalar, in the scalar's own type. What does not fit it becomes what stands for nothing; but a hash, a token, or what
/// was one, is worth nothing if it is another one, so it is refused. Owned by one walk.
/// </summary>
internal sealed class AvroFields
{
    private readonly FieldWriter _fields;
    private readonly TextSearch _search;
    private readonly FoundPaths _paths = new();
    private readonly Edits _edits;
    private readonly Scratch _read = new();
    private readonly Scratch _made = new();

    internal AvroFields(KeyRing keys, Picks subjects, Edits edits)
    {
        _fields = new(keys, subjects);
        _search = new(_fields, edits);
        _edits = edits;
    }

    /// <summary>Appends it; with a fault, and where the rule reveals what is stored in clear, nothing.</summary>
    /// <param name="view">Goes behind the value.</param>
    /// <param name="type">Of the value.</param>
    /// <param name="rule">Neither drops nor empties; another one where something is found that is to be protected more.</param>
    /// <param name="step">Of the value: what it was stored as, and what is looked for inside it.</param>
    /// <param name="name">Of the field it stands in.</param>
    internal FaultKind Write(ref AvroView view, AvroType type, ref FieldRule rule, AvroStep step, ReadOnlySpan<byte> name)
    {
        var (stored, output) = (step.Stored, _edits.Scratch);
        _read.Truncate(0);
        _made.Truncate(0);
        var isBytes = IsBytes(type);
        if (!AvroText.TryRead(ref view, type, _read, out var text, out var kind))
            return FaultKind.SchemaMismatch;
        var technique = rule.Treatment.Technique;
        if (technique == Technique.Reveal && stored is null)
            return FaultKind.None;
        if (stored is not null && _fields.TurnBack(stored, ref text, ref kind, isBytes) is var unknown and not FaultKind.None)
            return unknown;
        if (step.Detects is not null && Utf8.IsValid(text))
            rule = _search.Settle(rule, step.Detects, text, name);
        technique = rule.Treatment.Technique;
        // Bytes may be text; those that are none can't be masked in part.
        var isText = kind != ScalarKind.Text || technique is Technique.Hash or Technique.Token or Technique.Encrypt or Technique.Reveal || Utf8.IsValid(text);
        if (!isText && type.Kind == AvroKind.String)
            return FaultKind.InvalidUtf8;
        if (isText && _fields.Write(rule, text, ref kind, _made, isBytes) is var fault and not FaultKind.None)
            return fault;
        var start = output.Length;
        if (isText && AvroScalar.TryWrite(type, _made.Written, kind, output))
            return FaultKind.None;
        output.Truncate(start);
        if (technique is Technique.Hash or Technique.Token or Technique.Encrypt or Technique.Reveal)
            return FaultKind.TypeMismatch;
        AvroDefault.Write(type, output);
        return FaultKind.None;
    }

    /// <summary>What is found inside the value is treated; bytes that are no text hold nothing that could be found.</summary>
    /// <param name="view">Goes behind the value.</param>
    /// <param name="step">Of the value.</param>
    /// <param name="name">Of the field it stands in.</param>
    internal ProtectFault Search(ref AvroView view, AvroStep step, ReadOnlySpan<byte> name)
    {
        var (start, type, stored) = (view.At, step.Type, step.Stored);
        _read.Truncate(0);
        _made.Truncate(0);
        if (!AvroText.TryRead(ref view, type, _read, out var text, out var kind))
            return new(FaultKind.SchemaMismatch, "$");
        if (stored is not null && _fields.TurnBack(stored, ref text, ref kind, IsBytes(type)) is var unknown and not FaultKind.None)
            return new(unknown, stored.PathText);
        if (step.Rule is not null)
            _edits.Hit(step.Rule);
        if (!Utf8.IsValid(text))
            return type.Kind == AvroKind.String ? new(FaultKind.InvalidUtf8, "$") : default;
        var parts = _search.Find(step.Detects!, text, name);
        if (_search.Note(parts, TextSearch.HasUndeclared(parts) ? _paths.Or(name) : "") is { Kind: not FaultKind.None } refused)
            return refused;
        if (stored is null && !TextSearch.AnyChanges(parts))
            return default;
        if (_search.Write(parts, text, ref kind, _made) is { Kind: not FaultKind.None } fault)
            return fault;
        var replacement = _edits.Scratch.Length;
        if (!AvroScalar.TryWrite(type, _made.Written, kind, _edits.Scratch))
            return new(FaultKind.TypeMismatch, parts.IsEmpty ? stored!.PathText : parts[0].Rule.PathText);
        _edits.Replace(start, view.At, replacement);
        return default;
    }

    private static bool IsBytes(AvroType type) => type is { Kind: AvroKind.Bytes, Logical: AvroLogical.None };

    /// <summary>Overwrites what was read, turned back and made last.</summary>
    internal void Clear()
    {
        _fields.Clear();
        _read.Reset();
        _made.Reset();
    }
}
