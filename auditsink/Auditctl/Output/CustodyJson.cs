using System.Text.Json.Serialization;
using Compliance.Auditctl.Custody;

namespace Compliance.Auditctl.Output;

/// <summary>Statements and plans as JSON, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<CustodyRow>))]
[JsonSerializable(typeof(SievedFiles))]
internal sealed partial class CustodyJson : JsonSerializerContext;
