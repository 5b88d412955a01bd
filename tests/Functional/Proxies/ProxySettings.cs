using Compliance.Harness;

namespace Compliance.Functional.Proxies;

/// <summary>The settings file of one proxy under test, and the files it names, beside it.</summary>
internal sealed record ProxySettings(int Port, int AdminPort, string Yaml, IReadOnlyDictionary<string, string> Files)
{
    private const int BrokerPorts = 10;

    /// <summary>Anybody may connect, no policies: nothing is decided or changed.</summary>
    public static ProxySettings Open(string bootstrapServers)
    {
        var port = FreePort.Range(1 + BrokerPorts);
        var admin = FreePort.Next();
        return new ProxySettings(port, admin, $$"""
            clusters:
              main: {bootstrap: ["{{bootstrapServers}}"]}
            routes:
              open:
                cluster: main
                listen: {address: 127.0.0.1, port: {{port}}, brokerPorts: {{port + 1}}-{{port + BrokerPorts}}}
                advertise: 127.0.0.1
                clients: {anonymous: true}
            admin: {address: 127.0.0.1, port: {{admin}}}
            """, new Dictionary<string, string>());
    }

    /// <summary>
    /// Users log in by SASL/PLAIN, the policies of the checkout's folder (one file of it) decide, and evidence goes to a topic of the cluster.
    /// </summary>
    public static ProxySettings Governed(string bootstrapServers, IReadOnlyDictionary<string, string> users, string policy, string auditTopic)
    {
        var port = FreePort.Range(1 + BrokerPorts);
        var admin = FreePort.Next();
        var files = new Dictionary<string, string>
        {
            ["users"] = UsersFileText.Of(users),
            [$"policies/{policy}"] = File.ReadAllText(RepoRoot.Combine("policies", policy)),
        };
        return new ProxySettings(port, admin, $$"""
            clusters:
              main: {bootstrap: ["{{bootstrapServers}}"]}
            routes:
              payments:
                cluster: main
                listen: {address: 127.0.0.1, port: {{port}}, brokerPorts: {{port + 1}}-{{port + BrokerPorts}}}
                advertise: 127.0.0.1
                clients: {sasl: {mechanism: PLAIN, users: users} }
                policies: policies
            audit: {cluster: main, topic: {{auditTopic}}, journal: journal}
            admin: {address: 127.0.0.1, port: {{admin}}}
            """, files);
    }
}
