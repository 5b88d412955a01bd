using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Formats.Protobuf;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Schemas;
using Compliance.Rules.Testing;

namespace Compliance.Protect.Reports;

/// <summary>A test's value in the bytes that its schema makes of it, and how they are read again.</summary>
/// <param name="Schema">What the frame's id stands for.</param>
/// <param name="Bytes">Behind their frame.</param>
/// <param name="Read">What such bytes mean, as JSON; null: they are no value of the schema.</param>
internal sealed record WrittenValue(ValueSchema Schema, byte[] Bytes, Func<ReadOnlyMemory<byte>, byte[]?> Read)
{
    /// <summary>Before each of them.</summary>
    internal static readonly byte[] Frame = [0, 0, 0, 0, 1];

    internal static readonly SchemaId Id = new(1, default);

    private const int LongestSchema = 1 << 20;

    /// <summary>Null, and why: there is no such schema, or the value does not fit it.</summary>
    /// <param name="json">What is meant.</param>
    /// <param name="avroSchema">The schema.</param>
    /// <param name="name">Where the policy has it.</param>
    /// <param name="problem">What is wrong.</param>
    internal static WrittenValue? InAvro(ReadOnlyMemory<byte> json, string avroSchema, string name, out string? problem)
    {
        problem = null;
        var made = SchemaFactory.Make(new("", "AVRO", avroSchema, []));
        if (made is not AvroSchema schema)
        {
            problem = $"'{name}': {((UnusableSchema)made).Why}";
            return null;
        }

        using var document = JsonDocument.Parse(json);
        if (AvroJsonWriter.Write(schema, document.RootElement, out var misfit) is { } bytes)
            return new(schema, [.. Frame, .. bytes], value => AvroJsonReader.Read(schema, value.Span[Frame.Length..]));
        problem = $"it can't be written by its '{name}': {misfit}";
        return null;
    }

    /// <summary>The same of Protobuf.</summary>
    internal static WrittenValue? InProtobuf(ReadOnlyMemory<byte> json, ProtobufSource source, out string? problem)
    {
        if (TextOf(source, out problem) is not { } text)
            return null;
        var made = SchemaFactory.Make(new("", "PROTOBUF", text, []));
        if (made is not ProtobufSchema schema)
        {
            problem = $"'protobuf': {((UnusableSchema)made).Why}";
            return null;
        }

        if (schema.IndexesOf(source.Message) is not { } indexes || schema.Find(indexes) is not { } type)
        {
            problem = $"'protobuf': the schema has no message '{source.Message ?? "at all"}', or clients do not agree on its place in the file; it has: {string.Join(", ", schema.Messages.Select(m => m.Name[1..]))}";
            return null;
        }

        using var document = JsonDocument.Parse(json);
        if (ProtobufJsonWriter.Write(type, document.RootElement, out var misfit) is not { } bytes)
        {
            problem = $"it can't be written by its 'protobuf' schema: {misfit}";
            return null;
        }

        byte[] head = [.. Frame, .. Indexes(indexes)];
        return new(schema, [.. head, .. bytes], value => ProtobufJsonReader.Read(type, value.Span[head.Length..]));
    }

    private static byte[] Indexes(int[] indexes)
    {
        if (indexes is [0])
            return [0];
        var bytes = new Scratch();
        ScalarCodec.AppendVarint((ulong)indexes.Length << 1, bytes);
        foreach (var index in indexes)
            ScalarCodec.AppendVarint((ulong)index << 1, bytes);
        return bytes.Written.ToArray();
    }

    private static string? TextOf(ProtobufSource source, out string? problem)
    {
        problem = null;
        if (source.File is not { } file)
            return source.Text;
        try
        {
            if (new FileInfo(file) is { Length: > LongestSchema })
                throw new IOException("it is too large for a schema");
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"'protobuf': the file can't be read: {e.Message}";
            return null;
        }
    }
}
