using System.Buffers;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Telemetry;
using Compliance.Kafka.Records;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// Applies a plan to a record set, batch by batch, record by record. Control batches are not touched, nor what no rule speaks of.
/// What can't be read under a plan never passes: on produce the set is refused as a whole, on consume the record's value becomes a
/// marker, a key or header null, and an unreadable batch an empty one; records that do not fit the plan's rows leave gaps as compaction does. One per direction of a
/// session, not thread-safe; between sets it holds no buffer.
/// </summary>
internal sealed class RecordGuard
{
    private const int KeptFinds = 1024;
    private readonly GuardMetrics? _metrics;
    private readonly ValueProtector _values;
    private readonly BatchRebuilder _rebuilder;
    private readonly SideGuard _sides;
    private readonly RowFilter _rows;
    private readonly ReplyBuffer _value = new();
    private readonly List<(FieldRule Rule, string Path)> _finds = [];
    private int _changed;
    private int _unreadable;
    private int _withheld;
    private int _beyond;
    private RevealLimit _limit;
    private FrameQuarantine? _quarantine;

    public RecordGuard(KeyRing keys, RecordLimits limits, GuardMetrics? metrics = null, SchemaCache? schemas = null)
    {
        _metrics = metrics;
        _values = new(keys, schemas);
        _rows = new(schemas);
        _rebuilder = new(limits);
        _sides = new(_values, _rebuilder, _finds);
    }

    /// <summary>What a reader finds in place of a value that could not be read under the policy. JSON, so that readers of JSON go on.</summary>
    public static ReadOnlySpan<byte> Marker => """{"withheld":"this record could not be read as its protection policy requires"}"""u8;

    private static ReadOnlySpan<byte> SchemaHeaderName => "__value_schema_id"u8;

    /// <summary>Why the last produce was refused.</summary>
    public List<RecordRefusal> Refusals { get; } = [];

    /// <summary>Why the last consume withheld something; null: it withheld nothing.</summary>
    public string? Withheld { get; private set; }

    /// <param name="plan">What acts on the records.</param>
    /// <param name="when">Whether they are stored or read.</param>
    /// <param name="set">The record set.</param>
    /// <param name="output">Takes the changed set; what was written with another result is to be given up.</param>
    /// <param name="counts">Takes what was done.</param>
    /// <param name="missing">
    /// Takes schemas that have to be asked for, and then the result is <see cref="GuardResult.Waiting"/>; null: they have been, and the policies
    /// say what becomes of records whose schema is still not known.
    /// </param>
    /// <param name="limit">How much of it may be shown in clear.</param>
    /// <param name="quarantine">Takes records that are to be quarantined; null: none is, as where policies are only observed.</param>
    public GuardResult Apply(
        FieldPlan plan, When when, ReadOnlySpan<byte> set, IBufferWriter<byte> output, ProtectCounts counts, MissingSchemas? missing = null, RevealLimit limit = default, FrameQuarantine? quarantine = null)
    {
        (_limit, _quarantine) = (limit, quarantine);
        Refusals.Clear();
        Withheld = null;
        var changed = false;
        var batches = new RecordSetView(set);
        while (batches.MoveNext())
            changed |= ApplyToBatch(plan, when, batches.Current, output, counts, missing);
        // A batch cut short still holds the start of its records in clear; the consumer can't use it and asks for it again.
        if (batches.Fault is { } fault)
            Refuse(when, -1, fault.ToString(), counts, fault.Kind);
        else if (batches.TailLength > 0 && when == When.Produce)
            Refuse(when, -1, "the record set ends inside a batch", counts, RecordFaultKind.Length);
        changed |= batches.TailLength > 0;
        _value.Release();
        _sides.Release();
        _quarantine = null;
        return missing is { Any: true } ? GuardResult.Waiting : Refusals.Count > 0 ? GuardResult.Refused : changed ? GuardResult.Changed : GuardResult.Unchanged;
    }

    /// <summary>Counts what was done since the last call, of sets that go on; or (false) forgets it, of sets that are looked at again.</summary>
    public void Count(When when, bool isDone)
    {
        if (isDone && _changed > 0)
            _metrics?.Changed(when, _changed);
        if (isDone && _unreadable > 0)
            _metrics?.UnreadableValues(when, _unreadable);
        if (isDone && _withheld > 0)
            _metrics?.RowsWithheld(_withheld);
        if (isDone && _beyond > 0)
            _metrics?.BeyondQuota(_beyond);
        _changed = _unreadable = _withheld = _beyond = 0;
    }

    private bool ApplyToBatch(FieldPlan plan, When when, in BatchView batch, IBufferWriter<byte> output, ProtectCounts counts, MissingSchemas? missing)
    {
        if (batch.IsControl)
        {
            // Markers are the brokers' own; one from a client would pass unopened.
            if (when == When.Produce)
                Refuse(when, -1, "a control batch is not a client's to write", counts, kind: null);
            output.Write(batch.Raw);
            return false;
        }

        var (kept, withheld) = (0, 0);
        _rebuilder.Open(batch);
        while (_rebuilder.Fault is null && _rebuilder.MoveNext())
        {
            var record = _rebuilder.Current;
            if (!Keeps(plan, record, missing))
            {
                _rebuilder.Drop();
                withheld++;
                continue;
            }

            kept++;
            if (!record.IsValueNull || !plan.IsOfValuesAlone)
                ApplyToRecord(plan, when, record, counts, missing);
        }

        _withheld += withheld;
        counts.CountWithheld(withheld);
        // A message of magic 0 or 1 that holds others can't lose one of them: its offset is the last one's.
        if (withheld > 0 && _rebuilder.Fault is null && (kept == 0 || batch.Magic < 2))
        {
            counts.CountWithheld(kept);
            _rebuilder.Abandon();
            EmptyBatch.Write(batch, output);
            return true;
        }

        var changed = _rebuilder.IsChanged;
        if (_rebuilder.Close(output) is not { } fault)
            return changed;
        Refuse(when, fault.Record, fault.ToString(), counts, fault.Kind);
        if (when == When.Consume)
            EmptyBatch.Write(batch, output);
        return true;
    }

    /// <summary>Whether the record fits all predicates of the plan, of which there are none on produce; while a schema is asked for it is not known.</summary>
    private bool Keeps(FieldPlan plan, in RecordView record, MissingSchemas? missing)
    {
        foreach (var row in plan.Rows)
        {
            var operands = row.Predicate.Operands;
            if (!_rows.Begin(row.Predicate, record.Value, record.Headers.Last(SchemaHeaderName), row.Format, missing?.Take))
                continue;
            for (var i = row.Predicate.Paths.Length; i < operands.Length; i++)
            {
                if (operands[i].Source == RowSource.Header)
                    TakeHeaders(i, operands[i].Header.Span, record);
                else if (!record.IsKeyNull)
                    _rows.Take(i, record.Key);
            }

            if (!_rows.Keeps())
                return false;
        }

        return true;
    }

    private void TakeHeaders(int operand, ReadOnlySpan<byte> name, in RecordView record)
    {
        foreach (var header in record.Headers)
        {
            if (!header.Key.SequenceEqual(name))
                continue;
            if (header.IsNull)
                _rows.TakeNull(operand);
            else
                _rows.Take(operand, header.Value);
        }
    }

    private void ApplyToRecord(FieldPlan plan, When when, in RecordView record, ProtectCounts counts, MissingSchemas? missing)
    {
        var (clear, mayShow) = (counts.Clear, _limit.TryTake());
        if (!mayShow)
            plan = _limit.Beyond!;
        var changed = !record.IsValueNull && ApplyToValue(plan, when, record, counts, missing);
        // A tombstone keeps its key protected, or it would delete nothing.
        if (!plan.IsOfValuesAlone && _sides.Apply(plan, record, counts, missing?.Take))
        {
            changed = true;
            foreach (var fault in _sides.Faults)
                Unreadable(when, record.Index, fault.Text);
        }

        if (_finds.Count > 0)
            Quarantine(record);

        if (mayShow && counts.Clear == clear)
            _limit.Budget?.GiveBack();
        if (!changed)
            return;
        if (!mayShow)
            _beyond++;
        _changed++;
    }

    /// <summary>Whether the value is another now.</summary>
    private bool ApplyToValue(FieldPlan plan, When when, in RecordView record, ProtectCounts counts, MissingSchemas? missing)
    {
        _value.Reset();
        var outcome = _values.Apply(plan, record.Value, _value, counts, SchemaHeader(plan, record), missing?.Take);
        _finds.AddRange(_values.Quarantined);
        if (outcome.Result == ProtectResult.Changed)
            _rebuilder.Replace(_value.Written.Span);
        if (!outcome.IsUnreadable)
            return outcome.Result == ProtectResult.Changed;
        Unreadable(when, record.Index, outcome.Fault.Text);
        if (when == When.Consume)
            _rebuilder.Replace(Marker);
        return false;
    }

    /// <summary>One copy for all that was found, whichever part of the record it stands in.</summary>
    private void Quarantine(in RecordView record)
    {
        _quarantine?.Take(record, _finds);
        _finds.Clear();
        if (_finds.Capacity > KeptFinds)
            _finds.Capacity = KeptFinds;
    }

    private void Unreadable(When when, int index, string text)
    {
        _unreadable++;
        if (when == When.Produce)
            Refusals.Add(new RecordRefusal(index, text));
        else
            Withheld ??= text;
    }

    /// <summary>The header by which clients name the value's schema, where the plan expects values that have one.</summary>
    private static ReadOnlySpan<byte> SchemaHeader(FieldPlan plan, in RecordView record) =>
        (plan.Formats & ValueFormats.Framed) == 0 ? default : record.Headers.Last(SchemaHeaderName);

    /// <summary><paramref name="kind"/> null: the batch is no client's to write.</summary>
    private void Refuse(When when, int index, string text, ProtectCounts counts, RecordFaultKind? kind)
    {
        _metrics?.UnreadableBatch(when, kind);
        counts.CountFailure();
        if (when == When.Produce)
            Refusals.Add(new RecordRefusal(index, text));
        else
            Withheld ??= text;
    }
}
