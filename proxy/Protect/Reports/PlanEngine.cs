using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Reports;

/// <summary>
/// Carries out plans for a policy's inline tests, with the engine that records go through. A value or key beside an Avro schema is written by it,
/// behind an id, and read again; all others are treated as the JSON that they are written in.
/// </summary>
internal sealed class PlanEngine
{
    private static readonly SchemaId Id = new(1, default);
    private static readonly byte[] Frame = [0, 0, 0, 0, 1];
    private static readonly JsonSerializerOptions OneText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SchemaCache _schemas = new(2);
    private readonly ValueProtector _protector;
    private readonly RowFilter _rows = new();

    internal PlanEngine(KeyRing keys)
    {
        _protector = new(keys, _schemas);
    }

    internal ApplyResult Apply(FieldPlan plan, RecordParts record)
    {
        if (plan.Rows.FirstOrDefault(row => !Keeps(row.Predicate, record)) is { } withholds)
            return new(record, [], null, withholds.Id);
        var counts = new ProtectCounts();
        string? fault = null;
        var value = record.Value is { } meant ? ApplyToPart(plan, meant, record.AvroSchema, counts, ref fault) : null;
        var key = record.Key is { } named && plan.Key is { } ofKey ? ApplyToPart(ofKey, named, record.KeyAvroSchema, counts, ref fault) : record.Key;
        var headers = ImmutableArray.CreateBuilder<(string, ReadOnlyMemory<byte>?)>();
        foreach (var (name, json) in record.Headers)
        {
            var ofHeader = plan.Headers.FirstOrDefault(h => h.Plan.Part.Header == name)?.Plan;
            if (ofHeader is null || json is not { } text)
                headers.Add((name, json));
            else if (ApplyToPart(ofHeader, text, null, counts, ref fault) is { } left)
                headers.Add((name, left));
            else if (ofHeader.Taken is { Treatment: Nullify })
                headers.Add((name, null));
        }

        return new(record with { Value = value, Key = key, Headers = headers.ToImmutable() }, [.. counts.Rules.ToArray().Select(c => c.Rule)], fault);
    }

    /// <summary>What is left; null: all of it went, or, with a fault, it can't be protected.</summary>
    private ReadOnlyMemory<byte>? ApplyToPart(FieldPlan plan, ReadOnlyMemory<byte> json, string? avroSchema, ProtectCounts counts, ref string? fault)
    {
        if (plan.Rules.IsEmpty)
            return json;
        if (avroSchema is not null)
            return ApplyToAvro(plan, json, avroSchema, counts, ref fault);
        if ((plan.Formats == ValueFormats.Avro || (plan.HasTags && (plan.Formats & ValueFormats.Raw) == 0)) && plan.Taken is null)
        {
            fault ??= $"{(plan.Part.IsValue ? "values" : "keys")} of the topic are {(plan.HasTags ? "protected as their schema tags them" : "in Avro")}, and '{(plan.Part.IsValue ? "avroSchema" : "keyAvroSchema")}' does not say by what schema this one is written";
            return null;
        }

        var output = new ArrayBufferWriter<byte>();
        // Where texts are expected, what looks like a number is one too.
        var meant = plan.Formats == ValueFormats.Text ? JsonSerializer.SerializeToUtf8Bytes(RecordParts.TextOf(json), OneText) : json;
        var outcome = _protector.ApplyAsJson(plan, meant.Span, output, counts);
        return Left(outcome, json, output.WrittenMemory, ref fault);
    }

    private ReadOnlyMemory<byte>? ApplyToAvro(FieldPlan plan, ReadOnlyMemory<byte> json, string avroSchema, ProtectCounts counts, ref string? fault)
    {
        var name = plan.Part.IsValue ? "avroSchema" : "keyAvroSchema";
        var made = SchemaFactory.Make(new("", "AVRO", avroSchema, []));
        if (made is not AvroSchema schema)
        {
            fault ??= $"'{name}': {((UnusableSchema)made).Why}";
            return null;
        }

        using var document = JsonDocument.Parse(json);
        if (AvroJsonWriter.Write(schema, document.RootElement, out var problem) is not { } avro)
        {
            fault ??= $"it can't be written by its '{name}': {problem}";
            return null;
        }

        _schemas.Add(Id, schema);
        var output = new ArrayBufferWriter<byte>();
        var outcome = _protector.Apply(plan, [.. Frame, .. avro], output, counts);
        var changed = outcome.Result == ProtectResult.Changed ? AvroJsonReader.Read(schema, output.WrittenSpan[Frame.Length..]) : null;
        return Left(outcome, json, changed, ref fault);
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

    private bool Keeps(RowPredicate predicate, RecordParts record)
    {
        // Predicates read JSON alone; what is written in Avro is unclear to them.
        _rows.Begin(predicate, record.AvroSchema is null ? record.Value.GetValueOrDefault().Span : Frame, schemaHeader: default);
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
