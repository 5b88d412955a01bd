using System.Buffers;
using System.Text;
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
/// Carries out plans for a policy's inline tests, with the engine that records go through. A value beside an Avro schema is written by it, behind
/// an id, and read again; all others are treated as the JSON that they are written in.
/// </summary>
internal sealed class PlanEngine
{
    private static readonly SchemaId Id = new(1, default);
    private static readonly byte[] Frame = [0, 0, 0, 0, 1];
    private readonly SchemaCache _schemas = new(2);
    private readonly ValueProtector _protector;
    private readonly RowFilter _rows = new();

    internal PlanEngine(KeyRing keys)
    {
        _protector = new(keys, _schemas);
    }

    internal ApplyResult Apply(FieldPlan plan, RecordParts record)
    {
        var json = record.Value;
        if (plan.Rows.FirstOrDefault(row => !Keeps(row.Predicate, record)) is { } withholds)
            return new(json, [], null, withholds.Id);
        if (record.AvroSchema is { } avroSchema)
            return ApplyToAvro(plan, json, avroSchema);
        if (plan.Formats == ValueFormats.Avro)
            return Refused(json, "values of the topic are in Avro, and 'avroSchema' does not say by what schema this one is written");
        var output = new ArrayBufferWriter<byte>();
        var counts = new ProtectCounts();
        return Result(_protector.ApplyAsJson(plan, json.Span, output, counts), counts, json, output.WrittenMemory);
    }

    private ApplyResult ApplyToAvro(FieldPlan plan, ReadOnlyMemory<byte> json, string avroSchema)
    {
        var made = SchemaFactory.Make(new("", "AVRO", avroSchema, []));
        if (made is not AvroSchema schema)
            return Refused(json, $"'avroSchema': {((UnusableSchema)made).Why}");
        using var document = JsonDocument.Parse(json);
        if (AvroJsonWriter.Write(schema, document.RootElement, out var problem) is not { } avro)
            return Refused(json, $"it can't be written by its 'avroSchema': {problem}");
        _schemas.Add(Id, schema);
        var output = new ArrayBufferWriter<byte>();
        var counts = new ProtectCounts();
        var outcome = _protector.Apply(plan, [.. Frame, .. avro], output, counts);
        var changed = outcome.Result == ProtectResult.Changed ? AvroJsonReader.Read(schema, output.WrittenSpan[Frame.Length..]) : null;
        return Result(outcome, counts, json, changed);
    }

    private static ApplyResult Result(ProtectOutcome outcome, ProtectCounts counts, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> changed) => new(
        outcome.Result == ProtectResult.Changed ? changed : json,
        [.. counts.Rules.ToArray().Select(c => c.Rule)],
        outcome.IsUnreadable ? outcome.Fault.Text : null);

    private static ApplyResult Refused(ReadOnlyMemory<byte> json, string why) => new(json, [], why);

    private bool Keeps(RowPredicate predicate, RecordParts record)
    {
        // Predicates read JSON alone; what is written in Avro is unclear to them.
        _rows.Begin(predicate, record.AvroSchema is null ? record.Value.Span : Frame, schemaHeader: default);
        for (var i = 0; i < predicate.Operands.Length; i++)
        {
            var operand = predicate.Operands[i];
            if (operand.Source == RowSource.Key && record.Key is { } key)
                _rows.Take(i, Encoding.UTF8.GetBytes(key));
            foreach (var (name, text) in record.Headers)
            {
                if (operand.Source == RowSource.Header && operand.Header.Span.SequenceEqual(Encoding.UTF8.GetBytes(name)))
                    _rows.Take(i, Encoding.UTF8.GetBytes(text));
            }
        }

        return _rows.Keeps();
    }
}
