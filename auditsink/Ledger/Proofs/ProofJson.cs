using System.Text.Json.Serialization;

namespace Compliance.Ledger.Proofs;

/// <summary>The evidence as JSON, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EventEvidence))]
internal sealed partial class ProofJson : JsonSerializerContext;
