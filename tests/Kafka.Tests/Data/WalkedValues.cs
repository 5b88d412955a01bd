using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Kafka.Tests.Data;

/// <summary>Compares what a walk found with Kafka's canonical JSON of the message; gives the first difference.</summary>
internal static class WalkedValues
{
    public static string? Difference(Walk walk, JsonElement body) => Struct(walk, Walk.Root, 0, body);

    private static string? Struct(Walk walk, int node, ushort field, JsonElement json)
    {
        int seen = 0;
        foreach (FieldSchema child in walk.Program.Fields.Where(child => child.Parent == field && child.Id != 0))
        {
            int at = walk.Child(node, child.Id);
            string name = char.ToLowerInvariant(child.Name[0]) + child.Name[1..];
            if (json.TryGetProperty(name, out JsonElement expected))
                seen++;
            else if (at < 0)
                continue;
            else
                return $"{child.Path} was walked, but the JSON has none";
            if (at < 0)
            {
                if (child.Tag < 0)
                    return $"{child.Path} was not walked";
                continue;
            }

            if (Value(walk, at, child, expected) is { } difference)
                return difference;
        }

        return seen == json.EnumerateObject().Count() ? null : $"the JSON has fields that {walk.Program} lacks under id {field}";
    }

    private static string? Value(Walk walk, int node, FieldSchema field, JsonElement expected)
    {
        if (walk.IsNull(node) || expected.ValueKind == JsonValueKind.Null)
            return walk.IsNull(node) && (expected.ValueKind == JsonValueKind.Null || field.Type == FieldType.Records)
                ? null
                : $"{field.Path}: only one of walk and JSON is null";
        if (field.Type == FieldType.Struct)
            return Struct(walk, node, field.Id, expected);
        if (field.Type != FieldType.Array)
            return Same(field, field.Type, walk.Content(node), expected);
        return field.ItemType is { } item ? Items(walk, node, field, item, expected) : Elements(walk, node, field, expected);
    }

    private static string? Elements(Walk walk, int node, FieldSchema field, JsonElement expected)
    {
        FieldSchema element = walk.Program.Field((ushort)(field.Id + 1));
        int index = 0;
        foreach (int child in walk.Elements(node))
            if (Value(walk, child, element, expected[index++]) is { } difference)
                return difference;
        return index == expected.GetArrayLength() && index == walk.Nodes[node].Count ? null : $"{field.Path}: {index} elements";
    }

    private static string? Items(Walk walk, int node, FieldSchema field, FieldType item, JsonElement expected)
    {
        int count = walk.Nodes[node].Count;
        if (count != expected.GetArrayLength())
            return $"{field.Path}: {count} items";
        int size = count == 0 ? 0 : walk.Content(node).Length / count;
        for (int i = 0; i < count; i++)
            if (Same(field, item, walk.Content(node).Slice(i * size, size), expected[i]) is { } difference)
                return difference;
        return null;
    }

    private static string? Same(FieldSchema field, FieldType type, ReadOnlySpan<byte> content, JsonElement expected)
    {
        if (type == FieldType.Records)
            return null;
        string found = Text(type, content);
        string wanted = type switch
        {
            FieldType.Float64 when expected.ValueKind == JsonValueKind.Number => expected.GetDouble().ToString("R", CultureInfo.InvariantCulture),
            _ when expected.ValueKind == JsonValueKind.String => expected.GetString()!,
            _ => expected.GetRawText(),
        };
        return found == wanted ? null : $"{field.Path}: {found} instead of {wanted}";
    }

    private static string Text(FieldType type, ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        return type switch
        {
            FieldType.Bool => content[0] == 0 ? "false" : "true",
            FieldType.Int8 => reader.Int8().ToString(CultureInfo.InvariantCulture),
            FieldType.Int16 => reader.Int16().ToString(CultureInfo.InvariantCulture),
            FieldType.UInt16 => ((ushort)reader.Int16()).ToString(CultureInfo.InvariantCulture),
            FieldType.Int32 => reader.Int32().ToString(CultureInfo.InvariantCulture),
            FieldType.Int64 => reader.Int64().ToString(CultureInfo.InvariantCulture),
            FieldType.Float64 => BitConverter.Int64BitsToDouble(reader.Int64()).ToString("R", CultureInfo.InvariantCulture),
            FieldType.Uuid => Base64Url.EncodeToString(content),
            FieldType.String => Encoding.UTF8.GetString(content),
            _ => Convert.ToBase64String(content),
        };
    }
}
