using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The schema registry of a cluster as written.</summary>
internal sealed record RegistrySettings(Uri Url, Text? User, Text? Password, Text? Ca);
