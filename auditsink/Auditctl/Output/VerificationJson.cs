using System.Text.Json.Serialization;
using Compliance.Ledger.Verify;
using Compliance.Search.Compare;

namespace Compliance.Auditctl.Output;

/// <summary>A verification's report as JSON, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(IndexReport))]
internal sealed partial class VerificationJson : JsonSerializerContext;
