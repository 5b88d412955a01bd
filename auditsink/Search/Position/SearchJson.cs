using System.Text.Json.Serialization;

namespace Compliance.Search.Position;

/// <summary>The position as JSON, compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearchPosition))]
internal sealed partial class SearchJson : JsonSerializerContext;
