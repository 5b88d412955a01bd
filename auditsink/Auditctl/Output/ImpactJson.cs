using System.Text.Json.Serialization;
using Compliance.Rules.Comparing;

namespace Compliance.Auditctl.Output;

/// <summary>An impact as JSON; compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Impact))]
internal sealed partial class ImpactJson : JsonSerializerContext;
