using System.Text.Json.Serialization;

namespace Compliance.Gateway.Serving;

/// <summary>What is in force, as JSON; compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(PoliciesInForce))]
internal sealed partial class InForceJson : JsonSerializerContext;
