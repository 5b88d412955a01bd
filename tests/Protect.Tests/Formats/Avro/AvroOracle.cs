using System.Globalization;
using Avro;
using Avro.Generic;
using Avro.IO;
using CsCheck;

namespace Compliance.Protect.Tests.Formats.Avro;

/// <summary>Schemas and values at random, as another author's Avro writes and reads them, and what redacting every <c>x</c> must leave.</summary>
internal static class AvroOracle
{
    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "x", "c");

    private static readonly Gen<string> Leaf = Gen.OneOf(
        "\"boolean\"", "\"int\"", "\"long\"", "\"float\"", "\"double\"", "\"bytes\"", "\"string\"", "[\"null\",\"string\"]", "[\"int\",\"null\",\"string\"]",
        """{"type":"enum","name":"NAME","symbols":["A","B","C"]}""", """{"type":"fixed","name":"NAME","size":3}""");

    private static readonly Gen<string> Type = Gen.Recursive<string>((depth, self) => depth >= 4 ? Leaf : Gen.Frequency(
        (2, Leaf),
        (3, Gen.Select(Name, self).Array[0, 4].Select(Record)),
        (1, self.Select(t => $$"""{"type":"array","items":{{t}}}""")),
        (1, self.Select(t => $$"""{"type":"map","values":{{t}}}""")),
        (1, Gen.Select(Name, self).Array[1, 3].Select(f => $"[\"null\",{Record(f)}]"))));

    /// <summary>A record at the root, and a seed for its values.</summary>
    internal static readonly Gen<(Schema Schema, int Seed)> Case = Gen.Select(Gen.Select(Name, Type).Array[1, 5].Select(Record), Gen.Int)
        .Select((json, seed) => (Schema.Parse(Named(json)), seed));

    internal static object? Value(Schema schema, Random random) => schema switch
    {
        RecordSchema record => Fill(record, field => Value(field.Schema, random)),
        ArraySchema array => Enumerable.Range(0, random.Next(4)).Select(_ => Value(array.ItemSchema, random)).ToArray(),
        MapSchema map => Enumerable.Range(0, random.Next(4)).ToDictionary(i => i == 1 ? "x" : $"k{i}", _ => Value(map.ValueSchema, random)!),
        UnionSchema union => Value(union.Schemas[random.Next(union.Count)], random),
        EnumSchema symbols => new GenericEnum(symbols, symbols.Symbols[random.Next(symbols.Count)]),
        FixedSchema bytes => new GenericFixed(bytes, [.. Enumerable.Range(0, bytes.Size).Select(_ => (byte)random.Next(256))]),
        _ => schema.Tag switch
        {
            Schema.Type.Null => null,
            Schema.Type.Boolean => random.Next(2) == 0,
            Schema.Type.Int => random.Next(int.MinValue, int.MaxValue) >> random.Next(32),
            Schema.Type.Long => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
            Schema.Type.Float => (float)random.NextDouble(),
            Schema.Type.Double => random.NextDouble(),
            Schema.Type.Bytes => Enumerable.Range(0, random.Next(200)).Select(_ => (byte)random.Next(256)).ToArray(),
            _ => string.Concat(Enumerable.Repeat("é名x1", random.Next(40))),
        },
    };

    /// <summary>Every field and entry <c>x</c> emptied, whatever is in it.</summary>
    internal static object? Redacted(Schema schema, object? value, bool isX) => (schema, value) switch
    {
        (UnionSchema, null) => null,
        (UnionSchema union, _) => Redacted(union.Schemas.Single(s => Fits(s, value!)), value, isX),
        (RecordSchema record, GenericRecord old) => Fill(record, field => Redacted(field.Schema, old[field.Name], isX || field.Name == "x")),
        (ArraySchema array, Array items) => isX ? [] : items.Cast<object?>().Select(i => Redacted(array.ItemSchema, i, false)).ToArray(),
        (MapSchema map, IDictionary<string, object> entries) => isX
            ? new Dictionary<string, object>()
            : entries.ToDictionary(e => e.Key, e => Redacted(map.ValueSchema, e.Value, e.Key == "x")!),
        _ when !isX => value,
        (EnumSchema symbols, _) => new GenericEnum(symbols, symbols.Symbols[0]),
        (FixedSchema bytes, _) => new GenericFixed(bytes, new byte[bytes.Size]),
        (_, bool) => false,
        (_, int) => 0,
        (_, long) => 0L,
        (_, float) => 0F,
        (_, double) => 0D,
        (_, byte[]) => Array.Empty<byte>(),
        (_, string) => "",
        _ => value,
    };

    internal static byte[] Write(Schema schema, object? value)
    {
        using var stream = new MemoryStream();
        new GenericDatumWriter<object?>(schema).Write(value, new BinaryEncoder(stream));
        return stream.ToArray();
    }

    internal static object? Read(Schema schema, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var value = new GenericDatumReader<object?>(schema, schema).Read(null, new BinaryDecoder(stream));
        Assert.Equal(bytes.Length, stream.Position);
        return value;
    }

    /// <summary>The same value with its arrays and maps in blocks of two, each behind its size, as other writers do.</summary>
    internal static byte[] WriteSized(Schema schema, object? value)
    {
        using var stream = new MemoryStream();
        WriteSized(schema, value, stream);
        return stream.ToArray();
    }

    private static void WriteSized(Schema schema, object? value, MemoryStream stream)
    {
        var encoder = new BinaryEncoder(stream);
        switch (schema)
        {
            case RecordSchema record:
                foreach (var field in record)
                    WriteSized(field.Schema, ((GenericRecord)value!)[field.Name], stream);
                break;
            case UnionSchema union:
                var branch = union.Schemas.ToList().FindIndex(s => value is null ? s.Tag == Schema.Type.Null : Fits(s, value));
                encoder.WriteUnionIndex(branch);
                WriteSized(union[branch], value, stream);
                break;
            case ArraySchema array:
                WriteBlocks(((Array)value!).Cast<object?>(), (item, to) => WriteSized(array.ItemSchema, item, to), stream);
                break;
            case MapSchema map:
                WriteBlocks((IDictionary<string, object>)value!, (entry, to) =>
                {
                    new BinaryEncoder(to).WriteString(entry.Key);
                    WriteSized(map.ValueSchema, entry.Value, to);
                }, stream);
                break;
            default:
                stream.Write(Write(schema, value));
                break;
        }
    }

    private static void WriteBlocks<T>(IEnumerable<T> items, Action<T, MemoryStream> write, MemoryStream stream)
    {
        var encoder = new BinaryEncoder(stream);
        foreach (var block in items.Chunk(2))
        {
            using var bytes = new MemoryStream();
            foreach (var item in block)
                write(item, bytes);
            encoder.WriteLong(-block.Length);
            encoder.WriteLong(bytes.Length);
            stream.Write(bytes.ToArray());
        }

        encoder.WriteLong(0);
    }

    private static GenericRecord Fill(RecordSchema schema, Func<Field, object?> value)
    {
        var record = new GenericRecord(schema);
        foreach (var field in schema)
            record.Add(field.Name, value(field));
        return record;
    }

    private static bool Fits(Schema schema, object value) => schema.Tag switch
    {
        Schema.Type.Int => value is int,
        Schema.Type.String => value is string,
        Schema.Type.Record => value is GenericRecord,
        _ => false,
    };

    private static string Record((string Name, string Type)[] fields) =>
        $$"""{"type":"record","name":"NAME","fields":[{{string.Join(',', fields.DistinctBy(f => f.Name).Select(f => $$"""{"name":"{{f.Name}}","type":{{f.Type}}}"""))}}]}""";

    /// <summary>Each type a name of its own.</summary>
    private static string Named(string json)
    {
        var parts = json.Split("NAME");
        return string.Concat(parts.Select((part, i) => i == 0 ? part : string.Create(CultureInfo.InvariantCulture, $"T{i}{part}")));
    }
}
