using System.Buffers;
using System.Text;
using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Formats.Avro;

/// <summary>Avro values under a plan, written and read as the JSON that they mean.</summary>
internal static class Avros
{
    internal static readonly byte[] Frame = [0, 0, 0, 0, 7];

    internal static AvroSchema Schema(string json) => SchemaFactory.Make(new("", "AVRO", json, [])) switch
    {
        AvroSchema schema => schema,
        var unusable => throw new InvalidOperationException(((UnusableSchema)unusable).Why),
    };

    /// <summary>A record with the fields given, <c>"name": type</c>.</summary>
    internal static string Record(string fields, string name = "R")
    {
        using var json = JsonDocument.Parse("{" + fields + "}");
        var list = json.RootElement.EnumerateObject().Select(f => $$"""{"name":"{{f.Name}}","type":{{f.Value.GetRawText()}}}""");
        return $$"""{"type":"record","name":"{{name}}","fields":[{{string.Join(',', list)}}]}""";
    }

    internal static byte[] Write(AvroSchema schema, string json)
    {
        using var value = JsonDocument.Parse(json);
        return AvroJsonWriter.Write(schema, value.RootElement, out var problem) ?? throw new InvalidOperationException(problem);
    }

    internal static string Read(AvroSchema schema, ReadOnlySpan<byte> value) =>
        Encoding.UTF8.GetString(AvroJsonReader.Read(schema, value) ?? throw new InvalidOperationException("The bytes are no value of the schema."));

    /// <summary>The value behind its frame after the plan; of an unreadable one the fault.</summary>
    internal static (byte[] Value, string? Fault) Protect(AvroSchema schema, FieldPlan plan, byte[] value, ProtectCounts? counts = null, KeyRing? keys = null)
    {
        using var own = keys is null ? Plans.Keys() : null;
        var schemas = new SchemaCache(4);
        schemas.Add(new(7, default), schema);
        var output = new ArrayBufferWriter<byte>();
        var outcome = new ValueProtector(keys ?? own!, schemas).Apply(plan, [.. Frame, .. value], output, counts ?? new());
        if (outcome.Result == ProtectResult.Changed)
            Assert.True(output.WrittenSpan.StartsWith(Frame));
        else
            Assert.Equal(0, output.WrittenCount);
        return outcome.Result switch
        {
            ProtectResult.Changed => (output.WrittenSpan[Frame.Length..].ToArray(), null),
            ProtectResult.Unchanged => (value, null),
            _ => ([], $"{outcome.Fault.Kind} at {outcome.Fault.Path}"),
        };
    }

    internal static string Apply(string schema, string json, params (string Path, string Treatment)[] rules)
    {
        var avro = Schema(schema);
        var (value, fault) = Protect(avro, Plans.In("avro", rules), Write(avro, json));
        return fault ?? Read(avro, value);
    }
}
