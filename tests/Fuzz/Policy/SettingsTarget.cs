using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;

namespace Compliance.Fuzz.Policy;

/// <summary>
/// The settings of proxy and sink. They are refused with a place in the text, or give a plan; nothing that they name has to be there, and
/// nothing that they name is changed.
/// </summary>
internal sealed class SettingsTarget : Target
{
    private const string Secret = "hunter2";
    private readonly TempFolder _folder = new("fuzz-settings");

    public SettingsTarget()
    {
        _folder.Write("users", new Gateway.Login.PlainCredential("till", 1000, new byte[16], new byte[32]).ToLine() + "\n");
        _folder.Write("policies/p.yaml", Gateway.Tests.Pipeline.Policies.Payments);
        _folder.Write("secret", "secret\n");
        using var root = TestAuthority.Root();
        using var server = root.ServerOf("*.a.example", "*.b.example");
        _folder.Write("wild.pem", server.Pem);
        _folder.Write("accounts", "User:till: {mechanism: PLAIN, user: till-eu, password: \"${file:secret}\"}\n");
    }

    public override string Name => "settings";
    public override int Share => 1;

    public override IReadOnlyList<byte[]> Words { get; } = YamlWords.Of(
        "clusters:", "routes:", "bootstrap: ", "[\"a:9092\"]", "[::1]:9092", "login: ", "{mechanism: PLAIN, user: u, password: p}", "${env:HOME}", "${file:secret}", "${env:}", "${}", "listen: ", "address: 0.0.0.0", "port: 19092",
        "brokerPorts: 19093-19102", "advertisedPort: 443", "advertisedBrokerPorts: 31093-31102", "tls: ", "{certificate: wild.pem}", "sni: ", "{bootstrap: kafka.a.example, broker: \"$(node).a.example\"}", "$(node)", "proxyProtocol: ", "{mode: required, from: [10.0.0.0/8]}",
        "65535", "65536", "advertise: ", "clients: ", "anonymous: true", "users: users", "mechanisms: [OAUTHBEARER, PLAIN]", "oauth: ", "{keys: jwks, issuer: i, audience: a}", "require: {azp: [a]}", "maxReauth: 1h", "accounts: ", "{principals: {\"User:till\": {mechanism: PLAIN, user: u, password: \"${file:secret}\"}}, others: shared}", "principals: accounts", "others: refused", "policies: policies", "limits:", "maxFrameBytes: 64KiB", "9999999999GiB", "10s", "1h", "audit:", "journal: ", "topic: ", "admin:",
        "kms:", "{vault: {vault: \"http://127.0.0.1:1\", token: \"${file:secret}\", namespace: a/b, ca: secret}}", "kmsTimeout: 5s",
        "kafka:", "archive:", "path: ", "roll: {rows: 1}", "elasticsearch:", "url: http://a:9200", "properties: {a: b}");

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        string text = Encoding.UTF8.GetString(input.Span);
        long bound = (16L << 20) + (6000L * input.Length);
        probe.Begin();
        var (plan, problems) = SettingsLoader.Check(_folder.Combine("proxy.yaml"), text, TimeProvider.System);
        probe.End(bound);
        Demand(plan is null == problems.Any(problem => problem.Severity == Severity.Error), "a plan beside an error, or neither");
        // As a password, and nowhere else: a name is told.
        bool isSecret = text.Split(Secret).Length == 2 && text.Contains($"password: \"{Secret}\"", StringComparison.Ordinal);
        foreach (var problem in problems)
        {
            Demand(problem.Line >= 1 && problem.Column >= 1 && problem.Text.Length > 0, "a problem without a place or words");
            Demand(!isSecret || !problem.Text.Contains(Secret, StringComparison.Ordinal), "a problem with a secret");
        }

        foreach (var route in plan?.Routes ?? [])
            route.Keys?.Dispose();
        probe.Begin();
        var (sink, theirs) = AuditSink.Settings.SettingsLoader.Parse("sink.yaml", text);
        probe.End(bound);
        Demand(sink is null == theirs.Count > 0, "settings beside a problem, or neither");
        probe.Count(plan is not null ? "proxy" : sink is not null ? "sink" : "refused");
    }

    protected override void Release() => _folder.Dispose();

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        .. Directory.GetFiles(RepoRoot.Combine("compose", "settings"), "*.yaml").Select(file => new Sample(File.ReadAllBytes(file))),
        new Sample("""
            clusters:
              main: {bootstrap: ["127.0.0.1:9092", "[::1]:9093"], login: {mechanism: PLAIN, user: proxy, password: "hunter2"}, owner: o, region: eu, tags: [a]}
              other: {bootstrap: ["x:1"], login: {mechanism: PLAIN, user: proxy, password: "${file:secret}"}}
            routes:
              payments:
                cluster: main
                listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}
                advertise: 127.0.0.1
                clients: {sasl: {mechanism: PLAIN, users: users}}
                login: {mechanism: SCRAM-SHA-256, user: partners, password: "${file:secret}"}
                accounts: {principals: accounts, others: shared}
                policies: policies
              tokens:
                cluster: main
                listen: {address: 127.0.0.1, port: 0, brokerPorts: 0}
                clients: {sasl: {mechanisms: [OAUTHBEARER], maxReauth: 30m, oauth: {keys: "https://login.example/jwks", issuer: "https://login.example/", audience: [a, b], principal: /a/b, groups: g, claims: [c, d], scope: [s], require: {azp: [x, y]}, type: at+jwt, clockSkew: 5s}}}
              open: {cluster: other, listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192}, advertise: "::1", clients: {anonymous: true}}
              a: {cluster: main, listen: {address: 127.0.0.1, port: 9092, tls: {certificate: wild.pem}, sni: {bootstrap: kafka.a.example, broker: "$(node).a.example"}, proxyProtocol: {mode: allowed, from: [10.0.0.0/8]}}, clients: {anonymous: true}}
              b: {cluster: other, listen: {address: 127.0.0.1, port: 9092, advertisedPort: 443, tls: {certificate: wild.pem}, sni: {bootstrap: kafka.b.example, broker: "b$(node).b.example"}, proxyProtocol: {mode: allowed, from: [10.0.0.0/8]}}, clients: {anonymous: true}}
            kms: {vault: {vault: "https://vault.example:8200", token: "${file:secret}", namespace: admin/shop} }
            limits: {kmsTimeout: 5s, maxFrameBytes: 100MiB, stallTimeout: 60s, maxInFlight: 100}
            audit: {cluster: main, topic: compliance.audit, journal: data/journal}
            admin: {address: 127.0.0.1, port: 19290}
            """u8.ToArray()),
    ];
}
