using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Events.Archive;

/// <summary>The manifest's entries as JSON on one line, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ManifestEntry))]
public sealed partial class ManifestJson : JsonSerializerContext
{
    public static byte[] Write(ManifestEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Default.ManifestEntry);

    /// <summary>Null if these bytes are no entry.</summary>
    public static ManifestEntry? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Default.ManifestEntry) is { } entry && IsWhole(entry) ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What the annotations do not reach: null among the items, and holes that are no pairs.
    private static bool IsWhole(ManifestEntry entry) =>
        entry.Files.All(file => file is not null) && entry.Sequences.All(mark => mark is not null && mark.Missing.All(hole => hole is { Count: 2 }))
        && entry.Removes?.All(path => path is not null) != false;

    /// <exception cref="JsonException">These bytes are no entry.</exception>
    public static ManifestEntry Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, Default.ManifestEntry) ?? throw new JsonException("The entry is null.");
}
