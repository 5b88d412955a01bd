namespace Compliance.Rules.Documents;

/// <summary>SASL mechanisms, as Kafka calls them.</summary>
internal static class MechanismNames
{
    internal static readonly string[] All = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "GSSAPI"];
}
