using System.Text;
using System.Text.Json;
using Compliance.Protect.Schemas;

namespace Compliance.Protect.Formats.Avro;

/// <summary>
/// Reads a schema's JSON, and before it those that it refers to. Types with a name are known by it from where it is given, so a record may
/// contain itself. Bounded in depth and size; one use per instance.
/// </summary>
internal sealed class AvroSchemaParser
{
    private const int MaxCharacters = 4 << 20;
    private const int MaxTypes = 20_000;
    private const int MaxDepth = 200;
    private const int MaxFixed = 1 << 20;

    private static readonly string[] TagAttributes = ["confluent:tags", "tags"];

    // A type takes about four levels of JSON.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 1000 };

    private readonly Dictionary<string, AvroType> _named = new(StringComparer.Ordinal);
    private int _types;

    /// <exception cref="AvroSchemaException">It can't be used.</exception>
    internal static AvroSchema Parse(SchemaText text)
    {
        var parser = new AvroSchemaParser();
        foreach (var reference in text.References)
            parser.Read(reference.Text);
        return new(parser.Read(text.Text));
    }

    private AvroType Read(string text)
    {
        if (text.Length > MaxCharacters)
            throw new AvroSchemaException($"it has {text.Length} characters, at most {MaxCharacters} are read");
        try
        {
            using var json = JsonDocument.Parse(text, Reading);
            return Type(json.RootElement, "", 0);
        }
        catch (JsonException e)
        {
            throw new AvroSchemaException($"it is not JSON, at line {e.LineNumber + 1}");
        }
        catch (InvalidOperationException)
        {
            throw new AvroSchemaException("a part of it is of another type of JSON than Avro's specification says");
        }
    }

    private AvroType Type(JsonElement json, string space, int depth)
    {
        if (depth > MaxDepth || ++_types > MaxTypes)
            throw new AvroSchemaException($"it is nested deeper than {MaxDepth} types, or has more than {MaxTypes}");
        return json.ValueKind switch
        {
            JsonValueKind.String => Named(json.GetString()!, space),
            JsonValueKind.Array => new(AvroKind.Union) { Branches = Branches(json, space, depth) },
            // So YAML, in which schemas of tests are written, reads the name null.
            JsonValueKind.Null => new(AvroKind.Null),
            JsonValueKind.Object => Complex(json, space, depth),
            _ => throw new AvroSchemaException("a type is a name, an object or a list of types"),
        };
    }

    private AvroType Complex(JsonElement json, string space, int depth)
    {
        var type = Member(json, "type");
        // {"type": {"type": …}} is written by some tools.
        if (type.ValueKind != JsonValueKind.String)
            return Type(type, space, depth + 1);
        switch (type.GetString())
        {
            case "record" or "error":
                return Record(json, space, depth);
            case "enum":
                return Define(json, space, Enumeration(json));
            case "fixed":
                return Define(json, space, Fixed(json));
            case "array":
                return new(AvroKind.Array) { Item = Type(Member(json, "items"), space, depth + 1) };
            case "map":
                return new(AvroKind.Map) { Item = Type(Member(json, "values"), space, depth + 1) };
            case var name:
                return Logical(Named(name!, space), json);
        }
    }

    private AvroType Record(JsonElement json, string space, int depth)
    {
        var record = Define(json, space, new AvroType(AvroKind.Record));
        var inner = SpaceOf(FullName(json, space));
        record.Fields = [.. Member(json, "fields").EnumerateArray().Select(field =>
            new AvroField(Encoding.UTF8.GetBytes(Text(Member(field, "name"))), Type(Member(field, "type"), inner, depth + 1)) { Tags = Tags(field) })];
        return record;
    }

    /// <summary>Other attributes of those names, which are no lists of texts, are none.</summary>
    private static string[] Tags(JsonElement field) => [.. TagAttributes
        .SelectMany(name => field.TryGetProperty(name, out var tags) && tags.ValueKind == JsonValueKind.Array ? tags.EnumerateArray() : Enumerable.Empty<JsonElement>())
        .Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!).Distinct()];

    private AvroType[] Branches(JsonElement json, string space, int depth)
    {
        var branches = json.EnumerateArray().Select(branch => Type(branch, space, depth + 1)).ToArray();
        if (branches.Length == 0 || branches.Any(b => b.Kind == AvroKind.Union))
            throw new AvroSchemaException("a union is empty, or contains another one directly");
        return branches;
    }

    private static AvroType Enumeration(JsonElement json)
    {
        var symbols = Member(json, "symbols").EnumerateArray().Select(Text).ToArray();
        if (symbols.Length == 0)
            throw new AvroSchemaException("an enum has no symbols");
        var standard = json.TryGetProperty("default", out var symbol) ? Array.IndexOf(symbols, symbol.GetString()) : 0;
        return new(AvroKind.Enum) { Symbols = Array.ConvertAll(symbols, Encoding.UTF8.GetBytes), DefaultSymbol = Math.Max(0, standard) };
    }

    private static AvroType Fixed(JsonElement json)
    {
        if (!Member(json, "size").TryGetInt32(out var size) || size is < 0 or > MaxFixed)
            throw new AvroSchemaException($"a fixed has a size from 0 to {MaxFixed}");
        return Logical(new(AvroKind.Fixed) { Size = size }, json);
    }

    private AvroType Named(string name, string space) => name switch
    {
        "null" => new(AvroKind.Null),
        "boolean" => new(AvroKind.Boolean),
        "int" => new(AvroKind.Int),
        "long" => new(AvroKind.Long),
        "float" => new(AvroKind.Float),
        "double" => new(AvroKind.Double),
        "bytes" => new(AvroKind.Bytes),
        "string" => new(AvroKind.String),
        _ => _named.GetValueOrDefault(name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}")
            ?? _named.GetValueOrDefault(name)
            ?? throw new AvroSchemaException($"it names the type '{name}', which neither it nor what it refers to defines"),
    };

    /// <summary>What a type means beyond its bytes; of a logical type that does not fit, as Avro wants it, nothing.</summary>
    private static AvroType Logical(AvroType type, JsonElement json)
    {
        var logical = json.TryGetProperty("logicalType", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        var (meaning, digits) = (type.Kind, logical) switch
        {
            (AvroKind.Bytes or AvroKind.Fixed, "decimal") => (AvroLogical.Decimal, json.TryGetProperty("scale", out var scale) && scale.TryGetInt32(out var n) && n is >= 0 and <= 28 ? n : 0),
            (AvroKind.Int, "date") => (AvroLogical.Date, 0),
            (AvroKind.Long, "timestamp-millis") => (AvroLogical.Timestamp, 3),
            (AvroKind.Long, "timestamp-micros") => (AvroLogical.Timestamp, 6),
            (AvroKind.Long, "timestamp-nanos") => (AvroLogical.Timestamp, 9),
            (AvroKind.Long, "local-timestamp-millis") => (AvroLogical.LocalTimestamp, 3),
            (AvroKind.Long, "local-timestamp-micros") => (AvroLogical.LocalTimestamp, 6),
            (AvroKind.Long, "local-timestamp-nanos") => (AvroLogical.LocalTimestamp, 9),
            (AvroKind.String, "uuid") => (AvroLogical.Uuid, 0),
            (AvroKind.Fixed, "uuid") when type.Size == 16 => (AvroLogical.Uuid, 0),
            _ => (AvroLogical.None, 0),
        };
        // A type that others know by its name stays as it was defined.
        return meaning == AvroLogical.None ? type : new(type.Kind) { Size = type.Size, Logical = meaning, Digits = digits };
    }

    private AvroType Define(JsonElement json, string space, AvroType type)
    {
        var name = FullName(json, space);
        if (!_named.TryAdd(name, type))
            throw new AvroSchemaException($"it defines the type '{name}' twice");
        return type;
    }

    private static string FullName(JsonElement json, string space)
    {
        var name = Text(Member(json, "name"));
        if (name.Contains('.', StringComparison.Ordinal))
            return name;
        var own = json.TryGetProperty("namespace", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : space;
        return own.Length == 0 ? name : $"{own}.{name}";
    }

    /// <summary>JSON's null is no name.</summary>
    private static string Text(JsonElement json) => json.GetString() ?? throw new AvroSchemaException("a name or symbol is null");

    private static string SpaceOf(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";

    private static JsonElement Member(JsonElement json, string name) => json.TryGetProperty(name, out var member)
        ? member
        : throw new AvroSchemaException($"a type or field lacks '{name}'");
}
