using Compliance.Harness;

namespace Compliance.Functional.Proxies;

/// <summary>The settings file of one proxy under test, and the files it names, beside it.</summary>
internal sealed record ProxySettings(int Port, int AdminPort, string Yaml, IReadOnlyDictionary<string, string> Files)
{
    private const int BrokerPorts = 10;

    /// <summary>With <c>limits</c>, such as <c>{drainDelay: 2s}</c>.</summary>
    public ProxySettings With(string limits) => this with { Yaml = Yaml + $"\nlimits: {limits}" };

    /// <summary>What its clients trust, where it speaks TLS with them; null: it does not.</summary>
    public string? CaPem { get; init; }

    /// <summary>It speaks TLS with clients, and shows this certificate, which lies in <c>server.pem</c>.</summary>
    public ProxySettings Secured(TestIdentity server, TestAuthority root) => WithFile("server.pem", server.Pem) with
    {
        Yaml = Yaml.Replace("}\n    advertise", ", tls: {certificate: server.pem}}\n    advertise", StringComparison.Ordinal),
        CaPem = root.Pem,
    };

    /// <summary>With a file beside it.</summary>
    public ProxySettings WithFile(string name, string text) => this with { Files = new Dictionary<string, string>(Files) { [name] = text } };

    /// <summary>Its evidence bears this name.</summary>
    public ProxySettings Named(string proxy) => this with { Yaml = Yaml.Replace("journal: journal}", $"journal: journal, proxy: {proxy}}}", StringComparison.Ordinal) };

    /// <summary>The proxy logs in at the cluster by SASL/PLAIN, as this account.</summary>
    public ProxySettings LoggingInAs(string account, string password) => this with
    {
        Yaml = Yaml.Replace("main: {bootstrap:", $$"""main: {login: {mechanism: PLAIN, user: {{account}}, password: "${file:password}"}, bootstrap:""", StringComparison.Ordinal),
        Files = new Dictionary<string, string>(Files) { ["password"] = password },
    };

    /// <summary>
    /// With accounts at the brokers, by principal: each the user there, whose password lies in a file of its name. <paramref name="others"/>: what
    /// becomes of all others.
    /// </summary>
    public ProxySettings WithAccounts(string mechanism, string others, params (string Principal, string User, string Password)[] accounts) => this with
    {
        Yaml = Yaml.Replace("    advertise: 127.0.0.1", $"    advertise: 127.0.0.1\n    accounts:\n      others: {others}\n      principals:" + string.Concat(accounts.Select(own =>
            $$"""{{'\n'}}        {{own.Principal}}: {mechanism: {{mechanism}}, user: {{own.User}}, password: "${file:{{own.User}}}"}""")), StringComparison.Ordinal),
        Files = accounts.Aggregate(Files, (files, own) => new Dictionary<string, string>(files) { [own.User] = own.Password }),
    };

    /// <summary>The schemas of the cluster's records are registered there.</summary>
    public ProxySettings Registered(Uri registry) => this with
    {
        Yaml = Yaml.Replace("main: {bootstrap:", $$"""main: {registry: {url: "{{registry}}"}, bootstrap:""", StringComparison.Ordinal),
    };

    /// <summary>With more in its policy.</summary>
    public ProxySettings Ruling(string rules) => this with { Files = Files.ToDictionary(file => file.Key, file => file.Key.EndsWith(".yaml", StringComparison.Ordinal) ? $"{file.Value}\n{rules}" : file.Value) };

    /// <summary>Clients log in at the proxy, by SASL/PLAIN where nothing else is said, instead of not at all.</summary>
    public ProxySettings WithUsers(IReadOnlyDictionary<string, string> users, params string[] mechanisms) => this with
    {
        Yaml = Yaml.Replace("clients: {anonymous: true}", $"clients: {{sasl: {{mechanisms: [{(mechanisms.Length == 0 ? "PLAIN" : string.Join(", ", mechanisms))}], users: users}} }}", StringComparison.Ordinal),
        Files = new Dictionary<string, string>(Files) { ["users"] = UsersFileText.Of(users) },
    };

    /// <summary>Clients log in at the proxy with tokens of the tests' issuer, whose keys are there; with <paramref name="more"/> beside that in <c>sasl</c>.</summary>
    public ProxySettings WithTokens(Uri keys, string more = "") => this with
    {
        Yaml = Yaml.Replace("clients: {anonymous: true}", $$"""clients: {sasl: {mechanisms: [OAUTHBEARER], oauth: {keys: "{{keys}}", issuer: "{{TestIssuer.Name}}", audience: {{TestIssuer.Audience}}}{{more}}} }""", StringComparison.Ordinal),
    };

    /// <summary>Anybody may connect, no policies: nothing is decided or changed.</summary>
    public static ProxySettings Open(string bootstrapServers)
    {
        var port = FreePort.Range(1 + BrokerPorts);
        var admin = FreePort.Next();
        return new ProxySettings(port, admin, $$"""
            clusters:
              main: {bootstrap: [{{Quoted(bootstrapServers)}}]}
            routes:
              open:
                cluster: main
                listen: {address: 127.0.0.1, port: {{port}}, brokerPorts: {{port + 1}}-{{port + BrokerPorts}}}
                advertise: 127.0.0.1
                clients: {anonymous: true}
            admin: {address: 127.0.0.1, port: {{admin}}}
            """, new Dictionary<string, string>());
    }

    /// <summary>Anybody may connect and do everything, but by a policy, so that each request is read before it is sent on.</summary>
    public static ProxySettings Watched(string bootstrapServers)
    {
        var open = Open(bootstrapServers);
        var policy = """
            schema: policy/v1
            policy: {id: open, title: Open, owner: owner@x.example, mode: enforce, approvedBy: [owner], reviewBy: 2099-01-01}
            defaults: {access: deny, onError: reject}
            people:
              all: {principals: ["User:*"]}
            access:
              - {id: A1, allow: ["*"], topics: "**", consumerGroups: "**", transactionalIds: "**", cluster: true, people: all}
            """;
        return open with
        {
            Yaml = open.Yaml.Replace("clients: {anonymous: true}", "clients: {anonymous: true}\n    policies: policies", StringComparison.Ordinal),
            Files = new Dictionary<string, string> { ["policies/open.yaml"] = policy },
        };
    }

    /// <summary>
    /// As <see cref="Watched"/>, with rules and evidence: in <c>hidden.**</c> one field is redacted as it is written and one masked as it is
    /// read; in <c>guarded*</c> one that no record has, so that its records, JSON, are all opened and read. Evidence goes to a topic of
    /// another cluster, or of the same.
    /// </summary>
    public static ProxySettings Ruled(string bootstrapServers, string evidenceServers, string auditTopic)
    {
        var watched = Watched(bootstrapServers);
        var rules = """
            classes:
              secret: {find: [{topics: "hidden.**", path: $.secret}, {topics: "guarded*", path: $.absent}]}
              card: {find: [{topics: "hidden.**", path: $.card}]}
            protect:
              - {id: P1, class: secret, when: produce, do: redact}
              - {id: P2, class: secret, when: consume, do: {mask: {keepLast: 4, fill: "*"}}}
              - {id: P3, class: card, when: consume, do: {mask: {keepLast: 4, fill: "*"}}}
            """;
        return watched with
        {
            Yaml = watched.Yaml
                .Replace("routes:", $$"""  evidence: {bootstrap: [{{Quoted(evidenceServers)}}]}""" + "\nroutes:", StringComparison.Ordinal)
                .Replace("admin:", $$"""audit: {cluster: evidence, topic: {{auditTopic}}, journal: journal}""" + "\nadmin:", StringComparison.Ordinal),
            Files = watched.Files.ToDictionary(file => file.Key, file => $"{file.Value}\n{rules}"),
        };
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
              main: {bootstrap: [{{Quoted(bootstrapServers)}}]}
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

    /// <summary>Addresses with commas between, each in quotes.</summary>
    public static string Quoted(string bootstrapServers) => string.Join(", ", bootstrapServers.Split(',').Select(address => $"\"{address}\""));
}
