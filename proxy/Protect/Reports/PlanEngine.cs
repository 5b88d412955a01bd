using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Reports;

/// <summary>
/// Carries out plans for a policy's inline tests, with the engine that records go through. A value or key beside a schema (Avro's or
/// Protobuf's) is written by it, behind an id, and read again; all others are treated as the JSON that they are written in.
/// </summary>
internal sealed class PlanEngine
{
    private static readonly JsonSerializerOptions OneText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SchemaCache _schemas = new(2);
    private readonly ValueProtector _protector;
    private readonly RowFilter _rows;

    internal PlanEngine(KeyRing keys)
    {
        (_protector, _rows) = (new(keys, _schemas), new(_schemas));
    }

    internal ApplyResult Apply(FieldPlan plan, RecordParts record)
    {
        string? fault = null;
        if (WithheldBy(plan, record, ref fault) is { } withholds)
            return new(record, [], null, withholds);
        var counts = new ProtectCounts();
        var value = record.Value is { } meant ? ApplyToPart(plan, meant, record.AvroSchema, record.Protobuf, counts, ref fault) : null;
        var key = record.Key is { } named && plan.Key is { } ofKey ? ApplyToPart(ofKey, named, record.KeyAvroSchema, null, counts, ref fault) : record.Key;
        var headers = ImmutableArray.CreateBuilder<(string, ReadOnlyMemory<byte>?)>();
        foreach (var (name, json) in record.Headers)
        {
            var ofHeader = plan.Headers.FirstOrDefault(h => h.Name.Takes(Encoding.UTF8.GetBytes(name)))?.Plan;
            if (ofHeader is null || json is not { } text)
                headers.Add((name, json));
            else if (ApplyToPart(ofHeader, text, null, null, counts, ref fault, Encoding.UTF8.GetBytes(name)) is { } left)
                headers.Add((name, left));
            else if (ofHeader.Taken is { Treatment: Nullify })
                headers.Add((name, null));
        }

        return new(record with { Value = value, Key = key, Headers = headers.ToImmutable() }, [.. counts.Rules.ToArray().Select(c => c.Rule)], fault);
    }

    /// <summary>What is left; null: all of it went, or, with a fault, it can't be protected.</summary>
    private ReadOnlyMemory<byte>? ApplyToPart(FieldPlan plan, ReadOnlyMemory<byte> json, string? avroSchema, ProtobufSource? protobuf, ProtectCounts counts, ref string? fault, byte[]? header = null)
    {
        if (plan.Rules.IsEmpty)
            return json;
        if (avroSchema is not null)
            return Apply(plan, json, WrittenValue.InAvro(json, avroSchema, plan.Part.IsValue ? "avroSchema" : "keyAvroSchema", out var unwritten), unwritten, counts, ref fault);
        if (protobuf is not null)
            return Apply(plan, json, WrittenValue.InProtobuf(json, protobuf, out var problem), problem, counts, ref fault);
        if ((plan.Formats == ValueFormats.Avro || (plan.HasTags && (plan.Formats & ValueFormats.Raw) == 0)) && plan.Taken is null)
        {
            fault ??= $"{(plan.Part.IsValue ? "values" : "keys")} of the topic are {(plan.HasTags ? "protected as their schema tags them" : "in Avro")}, and '{(plan.Part.IsValue ? "avroSchema" : "keyAvroSchema")}' does not say by what schema this one is written";
            return null;
        }

        var output = new ArrayBufferWriter<byte>();
        // Where texts are expected, what looks like a number is one too.
        var meant = plan.Formats == ValueFormats.Text ? JsonSerializer.SerializeToUtf8Bytes(RecordParts.TextOf(json), OneText) : json;
        var outcome = _protector.ApplyAsJson(plan, meant.Span, output, counts, header);
        return Left(outcome, json, output.WrittenMemory, ref fault);
    }

    private ReadOnlyMemory<byte>? Apply(FieldPlan plan, ReadOnlyMemory<byte> json, WrittenValue? written, string? problem, ProtectCounts counts, ref string? fault)
    {
        if (written is null)
        {
            fault ??= problem;
            return null;
        }

        _schemas.Add(WrittenValue.Id, written.Schema);
        var output = new ArrayBufferWriter<byte>();
        var outcome = _protector.Apply(plan, written.Bytes, output, counts);
        return Left(outcome, json, outcome.Result == ProtectResult.Changed ? written.Read(output.WrittenMemory) : null, ref fault);
    }

    /// <summary>The rule of rows that the record does not fit; null: it fits all, or can't be written, with a fault.</summary>
    private string? WithheldBy(FieldPlan plan, RecordParts record, ref string? fault)
    {
        if (plan.Rows.IsEmpty)
            return null;
        var value = record.Value.GetValueOrDefault();
        var isWritten = record.Value is not null && record is not { AvroSchema: null, Protobuf: null };
        if (isWritten)
        {
            string? problem;
            var written = record.AvroSchema is { } avro ? WrittenValue.InAvro(value, avro, "avroSchema", out problem) : WrittenValue.InProtobuf(value, record.Protobuf!, out problem);
            if (written is null)
            {
                fault ??= problem;
                return null;
            }

            _schemas.Add(WrittenValue.Id, written.Schema);
            value = written.Bytes;
        }
        else if (record.Value is not null && plan.Rows.Any(row => row.Format == ValueFormats.Avro))
        {
            fault ??= "a rule of rows reads values of the topic in Avro, and 'avroSchema' does not say by what schema this one is written";
            return null;
        }

        return plan.Rows.FirstOrDefault(row => !Keeps(row.Predicate, isWritten ? row.Format : ValueFormats.Json, value, record))?.Id;
    }

    private static ReadOnlyMemory<byte>? Left(ProtectOutcome outcome, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> changed, ref string? fault)
    {
        if (outcome.IsUnreadable)
            fault ??= outcome.Fault.Text;
        return outcome.Result switch
        {
            ProtectResult.Changed => changed,
            ProtectResult.Unchanged => json,
            _ => (ReadOnlyMemory<byte>?)null,
        };
    }

    private bool Keeps(RowPredicate predicate, ValueFormats format, ReadOnlyMemory<byte> value, RecordParts record)
    {
        _rows.Begin(predicate, value.Span, schemaHeader: default, format);
        for (var i = 0; i < predicate.Operands.Length; i++)
        {
            var operand = predicate.Operands[i];
            if (operand.Source == RowSource.Key && record.Key is { } key)
                _rows.Take(i, Encoding.UTF8.GetBytes(RecordParts.TextOf(key)));
            foreach (var (name, json) in record.Headers)
            {
                if (operand.Source != RowSource.Header || !operand.Header.Span.SequenceEqual(Encoding.UTF8.GetBytes(name)))
                    continue;
                if (json is { } text)
                    _rows.Take(i, Encoding.UTF8.GetBytes(RecordParts.TextOf(text)));
                else
                    _rows.TakeNull(i);
            }
        }

        return _rows.Keeps();
    }
}
