namespace Compliance.Local.Parts;

/// <summary>The proxy's settings for this demonstration: one broker, one route with SASL/PLAIN and a folder of policies, evidence to a topic of the same broker.</summary>
internal static class LocalSettings
{
    public const string AuditTopic = "compliance.audit";

    /// <summary>Paths are relative to the settings file's folder.</summary>
    public static string Text(string bootstrap) => $$"""
        clusters:
          # The embedded broker announces later versions of these than it reads or writes well: it hangs up on the joins, and its answers
          # have bytes too many (Metadata) or a list too few (LeaveGroup).
          main: {bootstrap: ["{{bootstrap}}"], owner: payments, maxVersions: {Metadata: 8, JoinGroup: 5, SyncGroup: 3, LeaveGroup: 2} }
        routes:
          payments:
            cluster: main
            listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}
            clients: {sasl: {mechanism: PLAIN, users: users} }
            policies: policies
        audit: {cluster: main, topic: {{AuditTopic}}, journal: journal}
        """;
}
