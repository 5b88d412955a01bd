using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>A value that is one text as a whole; what is dropped or nullified leaves an empty one, since a value without bytes is a deletion.</summary>
internal sealed class TextFormat : IFormat
{
    private readonly FieldWriter _fields;
    private readonly TextSearch _search;
    private readonly Edits _edits;

    internal TextFormat(KeyRing keys, Edits edits)
    {
        _edits = edits;
        _fields = new(keys, new());
        _search = new(_fields, edits);
    }

    public ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
            return new(FaultKind.InvalidUtf8, "$");
        var (rule, stored, detects) = (plan.Root.OnScalar, plan.Root.Stored, plan.Root.Detects);
        if (value.IsEmpty)
            return default;
        if (detects is not null && (rule is null or { Treatment: Reveal }) && (rule is not null || stored is null))
            return Search(value, rule, stored, detects);
        if (rule is null)
            return default;
        var end = value.Length;
        if (rule.Treatment is Reveal && stored is null)
        {
            _edits.Hit(rule);
            return default;
        }

        var replacement = _edits.Scratch.Length;
        var kind = ScalarKind.Text;
        if (rule.Treatment is not (Drop or Nullify or Redact))
        {
            if (stored is not null && _fields.TurnBack(stored, ref value, ref kind) is var unknown and not FaultKind.None)
                return new(unknown, stored.PathText);
            if (detects is not null)
                rule = _search.Settle(rule, detects, value, name: default);
            if (_fields.Write(rule, value, ref kind, _edits.Scratch) is var fault and not FaultKind.None)
                return new(fault, rule.PathText);
        }

        _edits.Hit(rule);
        _edits.Replace(0, end, replacement);
        return default;
    }

    private ProtectFault Search(ReadOnlySpan<byte> value, FieldRule? rule, FieldRule? stored, DetectPlan detects)
    {
        var (end, kind) = (value.Length, ScalarKind.Text);
        if (stored is not null && _fields.TurnBack(stored, ref value, ref kind) is var unknown and not FaultKind.None)
            return new(unknown, stored.PathText);
        if (rule is not null)
            _edits.Hit(rule);
        var parts = _search.Find(detects, value, name: default);
        if (_search.Note(parts, FieldPath.Whole) is { Kind: not FaultKind.None } refused)
            return refused;
        if (stored is null && !TextSearch.AnyChanges(parts))
            return default;
        var replacement = _edits.Scratch.Length;
        if (_search.Write(parts, value, ref kind, _edits.Scratch) is { Kind: not FaultKind.None } fault)
            return fault;
        _edits.Replace(0, end, replacement);
        return default;
    }

    public void Clear() => _fields.Clear();
}
