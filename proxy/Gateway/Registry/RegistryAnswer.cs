using System.Collections.Immutable;
using System.Text.Json;

namespace Compliance.Gateway.Registry;

/// <summary>A schema as the registry answers: <c>{"schema", "schemaType", "references": [{"name", "subject", "version"}]}</c>.</summary>
internal sealed record RegistryAnswer(string Type, string Schema, ImmutableArray<(string Name, string Subject, int Version)> References)
{
    /// <summary>Throws what JSON throws.</summary>
    public static RegistryAnswer Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var schema = root.TryGetProperty("schema", out var text) ? text.GetString() : null;
        var type = root.TryGetProperty("schemaType", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "AVRO";
        var references = root.TryGetProperty("references", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(r => (Text(r, "name"), Text(r, "subject"), r.TryGetProperty("version", out var version) ? version.GetInt32() : throw Missing())).ToImmutableArray()
            : [];
        return new(type, schema ?? throw Missing(), references);
    }

    private static string Text(JsonElement reference, string name) =>
        reference.TryGetProperty(name, out var text) && text.GetString() is { } value ? value : throw Missing();

    private static JsonException Missing() => new("A part of the answer is missing.");
}
