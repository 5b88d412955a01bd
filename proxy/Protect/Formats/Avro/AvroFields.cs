using System.Text.Unicode;
using Compliance.Protect.Keys;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// What a rule makes of one scalar, in the scalar's own type. What does not fit it becomes what stands for nothing; but a hash, a token, or what
/// was one, is worth nothing if it is another one, so it is refused. Owned by one walk.
/// </summary>
internal sealed class AvroFields(KeyRing keys, Picks subjects)
{
    private readonly FieldWriter _fields = new(keys, subjects);
    private readonly Scratch _read = new();
    private readonly Scratch _made = new();

    /// <summary>Appends it; with a fault, and where the rule reveals what is stored in clear, nothing.</summary>
    /// <param name="view">Goes behind the value.</param>
    /// <param name="type">Of the value.</param>
    /// <param name="rule">Neither drops nor empties.</param>
    /// <param name="stored">The token that it was stored as, if it is to be turned back first.</param>
    /// <param name="output">Takes the bytes.</param>
    internal FaultKind Write(ref AvroView view, AvroType type, FieldRule rule, FieldRule? stored, Scratch output)
    {
        _read.Truncate(0);
        _made.Truncate(0);
        if (!AvroText.TryRead(ref view, type, _read, out var text, out var kind))
            return FaultKind.SchemaMismatch;
        var technique = rule.Treatment.Technique;
        if (technique == Technique.Reveal && stored is null)
            return FaultKind.None;
        if (stored is not null && _fields.TurnBack(stored, ref text, ref kind) is var unknown and not FaultKind.None)
            return unknown;
        // Bytes may be text; those that are none can't be masked in part.
        var isText = kind != ScalarKind.Text || technique is Technique.Hash or Technique.Token or Technique.Reveal || Utf8.IsValid(text);
        if (!isText && type.Kind == AvroKind.String)
            return FaultKind.InvalidUtf8;
        if (isText && _fields.Write(rule, text, ref kind, _made) is var fault and not FaultKind.None)
            return fault;
        var start = output.Length;
        if (isText && AvroScalar.TryWrite(type, _made.Written, kind, output))
            return FaultKind.None;
        output.Truncate(start);
        if (technique is Technique.Hash or Technique.Token or Technique.Reveal)
            return FaultKind.TypeMismatch;
        AvroDefault.Write(type, output);
        return FaultKind.None;
    }

    /// <summary>Overwrites what was read, turned back and made last.</summary>
    internal void Clear()
    {
        _fields.Clear();
        _read.Reset();
        _made.Reset();
    }
}
