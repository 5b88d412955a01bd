using System.Globalization;
using System.Text.Json;

namespace Compliance.Kafka.Schema;

/// <summary>A field as the protocol's file states it, for all versions.</summary>
internal sealed class FieldSpec
{
    private FieldSpec(JsonElement json)
    {
        Name = json.GetProperty("name").GetString()!;
        string type = json.GetProperty("type").GetString()!;
        IsArray = type.StartsWith("[]", StringComparison.Ordinal);
        TypeName = IsArray ? type[2..] : type;
        Type = TypeOf(TypeName);
        Versions = VersionRange.Parse(Text(json, "versions"));
        NullableVersions = VersionRange.Parse(Text(json, "nullableVersions"));
        TaggedVersions = VersionRange.Parse(Text(json, "taggedVersions"));
        Tag = json.TryGetProperty("tag", out JsonElement tag) ? tag.GetInt16() : (short)-1;
        Default = Text(json, "default");
        EntityType = Text(json, "entityType");
        Ignorable = json.TryGetProperty("ignorable", out JsonElement ignorable) && ignorable.GetBoolean();
        Fields = json.TryGetProperty("fields", out JsonElement fields) ? All(fields) : null;
    }

    public string Name { get; }
    public bool IsArray { get; }

    /// <summary>Of the value, or of an array's element.</summary>
    public FieldType Type { get; }

    /// <summary>The type as written: a primitive's name or a struct's.</summary>
    public string TypeName { get; }

    public VersionRange Versions { get; }
    public VersionRange NullableVersions { get; }
    public VersionRange TaggedVersions { get; }
    public short Tag { get; }
    public string? Default { get; }
    public string? EntityType { get; }

    /// <summary>Whether a version without the field may be written although the field holds a value.</summary>
    public bool Ignorable { get; }

    /// <summary>Of a struct written in place; null where the type names a common struct.</summary>
    public IReadOnlyList<FieldSpec>? Fields { get; }

    public static IReadOnlyList<FieldSpec> All(JsonElement fields)
    {
        var all = new List<FieldSpec>(fields.GetArrayLength());
        foreach (JsonElement field in fields.EnumerateArray())
            all.Add(new FieldSpec(field));
        return all;
    }

    private static string? Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;

    private static FieldType TypeOf(string name) => name switch
    {
        "bool" => FieldType.Bool,
        "int8" => FieldType.Int8,
        "int16" => FieldType.Int16,
        "uint16" => FieldType.UInt16,
        "int32" => FieldType.Int32,
        "int64" => FieldType.Int64,
        "float64" => FieldType.Float64,
        "uuid" => FieldType.Uuid,
        "string" => FieldType.String,
        "bytes" => FieldType.Bytes,
        "records" => FieldType.Records,
        _ when char.IsAsciiLetterUpper(name[0]) => FieldType.Struct,
        _ => throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"kafka-protocol.json names the type '{name}', which FieldType lacks: add it there and in ProgramCompiler.")),
    };
}
