using System.Text.Json.Serialization;

namespace Compliance.AuditSink.Search;

/// <summary>The position as JSON, compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearchPosition))]
internal sealed partial class SearchJson : JsonSerializerContext;
