using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Events.Archive;

/// <summary>The manifest's entries as JSON on one line, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ManifestEntry))]
public sealed partial class ManifestJson : JsonSerializerContext
{
    public static byte[] Write(ManifestEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Default.ManifestEntry);

    /// <exception cref="JsonException">These bytes are no entry.</exception>
    public static ManifestEntry Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, Default.ManifestEntry) ?? throw new JsonException("The entry is null.");
}
