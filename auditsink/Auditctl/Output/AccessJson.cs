using System.Text.Json.Serialization;

namespace Compliance.Auditctl.Output;

/// <summary>The answer's rows as a JSON array, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<AccessRow>))]
internal sealed partial class AccessJson : JsonSerializerContext;
