using System.Text.Json.Serialization;

namespace Compliance.Auditctl.Export;

/// <summary>An export's manifest as JSON, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExportManifest))]
[JsonSerializable(typeof(ExportQuestion))]
internal sealed partial class ExportJson : JsonSerializerContext;
