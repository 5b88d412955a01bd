using System.Buffers;
using Compliance.Protect.Framing;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// Applies a plan to values, and to keys and headers, each under a plan of its own: reads the value once, whole, and writes it again with only the protected fields replaced; every other byte
/// stays, its frame too. One per session, not thread-safe; keeps its buffers, so the steady state allocates nothing.
/// </summary>
/// <param name="keys">The keys of the rule set whose plans will be applied.</param>
/// <param name="schemas">The schemas that are known; null: none are.</param>
public sealed class ValueProtector(KeyRing keys, SchemaCache? schemas = null)
{
    private const int KeptFinds = 1024;
    private readonly Edits _edits = new();
    private readonly List<(FieldRule Rule, string Path)> _quarantined = [];
    private FormatReaders? _readers;
    private FoundParts? _parts;

    /// <summary>
    /// What was found in the last value, and where, by rules that have its record quarantined as it was written. Empty: it need not be. Valid
    /// until the next value.
    /// </summary>
    public IReadOnlyList<(FieldRule Rule, string Path)> Quarantined => _quarantined;

    /// <summary>
    /// Writes to <paramref name="output"/> only when the value changes, and then the whole of it; counts only what it lets pass.
    /// An empty plan passes everything unread. Null values (tombstones) have no bytes and are the caller's business.
    /// </summary>
    /// <param name="plan">What acts on the value.</param>
    /// <param name="value">As it stands in the record.</param>
    /// <param name="output">Takes the changed value.</param>
    /// <param name="counts">Takes what was done.</param>
    /// <param name="schemaHeader">The record's header <c>__value_schema_id</c>, of a key <c>__key_schema_id</c>; empty: it has none.</param>
    /// <param name="missing">
    /// Takes the id of a schema that is not known, and the outcome is <see cref="ProtectResult.SchemaMissing"/>: nothing was counted, ask again
    /// when the schema has been looked for. Null: it has been; the plan says what becomes of the value.
    /// </param>
    /// <param name="header">The name of the header that the value is of; empty: it is of none.</param>
    public ProtectOutcome Apply(
        FieldPlan plan, ReadOnlySpan<byte> value, IBufferWriter<byte> output, ProtectCounts counts,
        ReadOnlySpan<byte> schemaHeader = default, Action<SchemaId>? missing = null, ReadOnlySpan<byte> header = default)
    {
        Begin();
        if (plan.Rules.IsEmpty)
            return new(ProtectResult.Unchanged);
        if (plan.Taken is { } taken)
            return Taken(taken, counts);
        var frame = (plan.Formats & ValueFormats.Framed) == 0 ? default : ValueFrame.Read(value, schemaHeader);
        var choice = FormatChoice.Of(plan, frame, schemas);
        if (choice.Fault == FaultKind.SchemaUnknown)
        {
            if (missing is null || frame.Id.IsNone || choice.IsUnusable)
                return Unknown(plan, counts);
            missing(frame.Id);
            return new(ProtectResult.SchemaMissing);
        }

        // What names no schema has no tags: where nothing is found otherwise, its schema is one that nobody can tell.
        if (choice.Fault == FaultKind.Unframed && plan.HasTagsAlone && plan.UnknownSchema == UnknownSchema.Pass)
            return new(ProtectResult.Unchanged);
        if (choice.Fault != FaultKind.None)
            return Unreadable(plan, new(choice.Fault, "$"), counts);
        var head = frame.IsInHeader ? schemaHeader[frame.Length..] : [];
        return Apply(plan, choice, head, frame.IsInHeader ? 0 : frame.Length, value, output, counts, header);
    }

    /// <summary>The same for values as policies' tests write them, whatever the topic's are written in.</summary>
    internal ProtectOutcome ApplyAsJson(FieldPlan plan, ReadOnlySpan<byte> value, IBufferWriter<byte> output, ProtectCounts counts, ReadOnlySpan<byte> header = default)
    {
        Begin();
        return plan.Rules.IsEmpty ? new(ProtectResult.Unchanged) : plan.Taken is { } taken ? Taken(taken, counts) : Apply(plan, new(ValueFormats.Json, null, FaultKind.None), [], 0, value, output, counts, header);
    }

    private void Begin()
    {
        _quarantined.Clear();
        // One value with very many finds must not set the size for a whole session.
        if (_quarantined.Capacity > KeptFinds)
            _quarantined.Capacity = KeptFinds;
    }

    private ProtectOutcome Apply(
        FieldPlan plan, in FormatChoice choice, ReadOnlySpan<byte> head, int before, ReadOnlySpan<byte> value, IBufferWriter<byte> output, ProtectCounts counts, ReadOnlySpan<byte> header)
    {
        _readers ??= new(keys, _edits);
        var reader = _readers.Of(choice.Format);
        var fault = reader.Read(plan, choice.Schema, head, value[before..]);
        reader.Clear();
        if (!plan.Part.IsValue && _edits.HasUndeclared)
        {
            var part = (_parts ??= new()).Of(plan.Part, header);
            _edits.Place(part, _parts);
            fault = fault with { Part = part };
        }

        if (fault.Kind != FaultKind.None)
        {
            if (fault.Kind == FaultKind.Undeclared)
                _edits.CountUndeclaredInto(counts);
            _edits.Clear();
            return Unreadable(plan, fault, counts);
        }

        _edits.CountInto(counts);
        if (plan.Quarantines)
            _edits.QuarantinedInto(_quarantined);
        var changed = _edits.Any;
        if (changed)
            _edits.WriteTo(value[..before], value[before..], output);
        _edits.Clear();
        return new(changed ? ProtectResult.Changed : ProtectResult.Unchanged);
    }

    private static ProtectOutcome Unknown(FieldPlan plan, ProtectCounts counts) => plan.UnknownSchema == UnknownSchema.Pass && !plan.OnlyObserves
        ? new(ProtectResult.Unchanged)
        : Unreadable(plan, new(FaultKind.SchemaUnknown, "$"), counts);

    private static ProtectOutcome Taken(FieldRule taken, ProtectCounts counts)
    {
        counts.Count(taken);
        return new(ProtectResult.Taken);
    }

    private static ProtectOutcome Unreadable(FieldPlan plan, ProtectFault fault, ProtectCounts counts)
    {
        // Who only observes keeps nothing from anybody, and says what he could not see.
        if (plan.OnlyObserves)
        {
            counts.CountUnseen();
            return new(ProtectResult.Unchanged);
        }

        counts.CountFailure();
        return new(ProtectResult.Unreadable, plan.Part.IsValue ? fault : fault with { Part = fault.Part ?? plan.Part });
    }
}
