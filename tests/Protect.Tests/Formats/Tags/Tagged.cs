using System.Buffers;
using System.Text;
using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats.Tags;

/// <summary>Values behind the id of a schema, under rules that find fields by what the schema tags them with.</summary>
internal static class Tagged
{
    internal const string Usual = """
        classes:
          person: {find: [{topics: t, schemaTag: PII}]}
          card: {find: [{topics: t, schemaTag: PAN}]}
        protect:
          - {id: P1, class: person, when: consume, do: {mask: {keepLast: 1} } }
          - {id: P2, class: card, when: consume, do: redact}
        """;

    private static readonly KeyRing Keys = Plans.Keys();
    private static readonly SchemaId Id = new(7, default);
    private static readonly byte[] Frame = [0, 0, 0, 0, 7];

    internal static FieldPlan Plan(string rules = Usual, string unknownSchema = "reject", When when = When.Consume)
    {
        var (loaded, problems) = PolicyLoader.Load([("p.yaml", $"schema: policy/v1\npolicy: {{id: p, title: t, owner: o}}\ndefaults: {{unknownSchema: {unknownSchema}}}\n{rules}")]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        return loaded!.PlanFor(Plans.Reader, "t", when, DateTimeOffset.UnixEpoch);
    }

    /// <summary>Bytes behind the frame, as they come out; else what became of them.</summary>
    internal static string Apply(FieldPlan plan, ValueSchema? schema, byte[] value, ProtectCounts? counts = null) => Protect(plan, schema, [.. Frame, .. value], counts, out var made)
        ?? Encoding.Latin1.GetString(made.AsSpan(Frame.Length));

    internal static string Avro(FieldPlan plan, string schema, string json, ProtectCounts? counts = null)
    {
        var avro = Assert.IsType<AvroSchema>(SchemaFactory.Make(new("", "AVRO", schema, [])));
        using var document = JsonDocument.Parse(json);
        var value = AvroJsonWriter.Write(avro, document.RootElement, out var problem);
        Assert.True(value is not null, problem);
        return Protect(plan, avro, [.. Frame, .. value], counts, out var made) ?? Encoding.UTF8.GetString(AvroJsonReader.Read(avro, made.AsSpan(Frame.Length))!);
    }

    internal static string Json(FieldPlan plan, string schema, string json, params SchemaText[] references) =>
        Apply(plan, SchemaFactory.Make(new("", "JSON", schema, [.. references])), Encoding.UTF8.GetBytes(json));

    /// <summary>Null: the value was changed; else what became of it.</summary>
    internal static string? Protect(FieldPlan plan, ValueSchema? schema, byte[] value, ProtectCounts? counts, out byte[] made)
    {
        var schemas = new SchemaCache(4);
        if (schema is not null)
            schemas.Add(Id, schema);
        var output = new ArrayBufferWriter<byte>();
        var outcome = new ValueProtector(Keys, schemas).Apply(plan, value, output, counts ?? new());
        made = output.WrittenSpan.ToArray();
        return outcome.Result switch
        {
            ProtectResult.Changed => null,
            ProtectResult.Unreadable => outcome.Fault.Kind.ToString(),
            var result => result.ToString(),
        };
    }
}
