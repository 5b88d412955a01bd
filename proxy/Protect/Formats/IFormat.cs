using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// Reads values of one format, each once and whole, follows the plan's path states beside it, and notes in the protector's
/// <see cref="Edits"/> what has to change; whatever the bytes, it throws nothing. Owned by one protector, not thread-safe; keeps its
/// buffers, so the steady state allocates nothing.
/// </summary>
internal interface IFormat
{
    /// <summary>With a fault the value does not pass, and what was noted of it is forgotten.</summary>
    /// <param name="plan">What acts on the value.</param>
    /// <param name="schema">What it was written by; null where the format has none.</param>
    /// <param name="head">What stands in the record's header behind the schema's id; else empty.</param>
    /// <param name="value">The value behind its frame; changes count from its start.</param>
    ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value);

    /// <summary>Overwrites what was kept of the last value.</summary>
    void Clear();
}
