namespace Compliance.Local.Parts;

/// <summary>The proxy's settings for this demonstration: one broker, one route with SASL/PLAIN and a folder of policies, evidence to a topic of the same broker.</summary>
internal static class LocalSettings
{
    public const string AuditTopic = "compliance.audit";

    /// <summary>Paths are relative to the settings file's folder.</summary>
    public static string Text(string bootstrap) => $$"""
        clusters:
          # The embedded broker writes these two wrongly in their later versions: bytes too many in the one, a list too few in the other.
          main: {bootstrap: ["{{bootstrap}}"], owner: payments, maxVersions: {Metadata: 8, LeaveGroup: 2} }
        routes:
          payments:
            cluster: main
            listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}
            clients: {sasl: {mechanism: PLAIN, users: users} }
            policies: policies
        audit: {cluster: main, topic: {{AuditTopic}}, journal: journal}
        """;
}
