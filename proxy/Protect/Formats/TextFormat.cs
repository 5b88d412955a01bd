using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>A value that is one text as a whole; what is dropped or nullified leaves an empty one, since a value without bytes is a deletion.</summary>
internal sealed class TextFormat(KeyRing keys, Edits edits) : IFormat
{
    private readonly FieldWriter _fields = new(keys, new());

    public ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
            return new(FaultKind.InvalidUtf8, "$");
        var (rule, stored) = (plan.Root.OnScalar, plan.Root.Stored);
        if (rule is null || value.IsEmpty)
            return default;
        var end = value.Length;
        edits.Hit(rule);
        if (rule.Treatment is Reveal && stored is null)
            return default;
        var replacement = edits.Scratch.Length;
        var kind = ScalarKind.Text;
        if (rule.Treatment is not (Drop or Nullify or Redact))
        {
            if (stored is not null && _fields.TurnBack(stored, ref value, ref kind) is var unknown and not FaultKind.None)
                return new(unknown, stored.PathText);
            if (_fields.Write(rule, value, ref kind, edits.Scratch) is var fault and not FaultKind.None)
                return new(fault, rule.PathText);
        }

        edits.Replace(0, end, replacement);
        return default;
    }

    public void Clear() => _fields.Clear();
}
