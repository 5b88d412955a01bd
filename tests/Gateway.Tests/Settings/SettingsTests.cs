using System.Net;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>The settings file: what is good becomes a plan, and of what is bad everything is told at once, with its place.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string Good = """
        clusters:
          main: {bootstrap: ["127.0.0.1:9092", "[::1]:9093", broker.example:9094], owner: payments, region: eu, tags: {env: prod}, maxVersions: {Metadata: 8}}
        routes:
          open:
            cluster: main
            listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192, firstNode: 1}
            advertise: proxy.example
            clients: {anonymous: true}
        """;

    private readonly TempFolder _folder = new("settings");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_file_becomes_a_plan()
    {
        var plan = Load(Good + "\nadmin: {address: 127.0.0.1, port: 19290}\naudit: {cluster: main, topic: compliance.audit, journal: data/journal, mode: durable, proxy: p1, segmentBytes: 1MiB, fsyncInterval: 5ms}\nlimits: {maxFrameBytes: 10MiB, maxInFlight: 64, connectTimeout: 250ms, drainTimeout: 1m}");

        var cluster = Assert.Single(plan.Clusters);
        Assert.Equal(["127.0.0.1:9092", "[::1]:9093", "broker.example:9094"], cluster.Bootstrap.Select(address => address.ToString()));
        Assert.Equal(("payments", "eu", "prod"), (cluster.Owner, cluster.Region, cluster.Tags["env"]));
        Assert.Equal([KeyValuePair.Create((short)3, (short)8)], cluster.MaxVersions);
        var route = Assert.Single(plan.Routes);
        Assert.Equal(new ListenPlan(IPAddress.Loopback, 19092, 19093, 19192, 1), route.Listen);
        Assert.Equal(("open", "proxy.example", true), (route.Name, route.Advertise, route.Clients.IsAnonymous));
        Assert.Null(route.Rules);
        Assert.Equal(10 << 20, route.Limits.MaxFrameBytes);
        Assert.Equal(TimeSpan.FromMilliseconds(250), plan.Limits.ConnectTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), plan.Limits.DrainTimeout);
        Assert.Equal(LimitsPlan.Default.MaxConnections, plan.Limits.MaxConnections);
        Assert.Equal(new AdminPlan(IPAddress.Loopback, 19290), plan.Admin);
        Assert.Equal(("compliance.audit", "p1", 1 << 20), (plan.Audit!.Topic, plan.Audit.Proxy, plan.Audit.SegmentBytes));
        Assert.Equal(TimeSpan.FromMilliseconds(5), plan.Audit.FsyncInterval);
        Assert.Equal(_folder.Combine("data", "journal"), Path.GetFullPath(plan.Audit.Journal));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_place()
    {
        // Given a file that is wrong in many ways,
        var problems = Problems("""
            clusters:
              main: {bootstrap: ["127.0.0.1"], maxVersions: {Metadata: 99, Metadatum: 1}, login: {mechanism: SCRAM, user: proxy, password: in-clear}}
              main: {bootstrap: []}
            routes:
              a:
                cluster: mian
                listen: {address: localhost, port: 70000, brokerPorts: 9000-8000}
                clients: {anonymous: maybe}
                colour: blue
              b:
                cluster: main
                listen: {address: 0.0.0.0, port: 9092, brokerPorts: 9090-9099}
                clients: {anonymous: true, sasl: {mechanism: PLAIN, users: nowhere}}
            limits: {maxFrameBytes: much, connectTimeout: 5, maxInFlight: 1}
            audit: {cluster: other, topic: "a b", journal: j, mode: best-effort}
            admin: {address: 0.0.0.0, port: 9095}
            """);

        // then each has its own line.
        Expect(problems, 2, "An address is host:port");
        Expect(problems, 2, "'mechanism' is PLAIN");
        Expect(problems, 2, "A password does not stand in the settings");
        Expect(problems, 3, "'main' stands here a second time");
        Expect(problems, 2, "The highest version of Metadata is a number from 0 to 13");
        Expect(problems, 2, "'Metadatum' is no API of brokers");
        Expect(problems, 6, "There is no cluster 'mian'");
        Expect(problems, 7, "'address' is an IP address");
        Expect(problems, 7, "'port' is a port from 1 to 65535");
        Expect(problems, 7, "'brokerPorts' is a range of ports");
        Expect(problems, 8, "'anonymous' is true, or is left out");
        Expect(problems, 9, "A route has no key 'colour'");
        Expect(problems, 11, "listens on all addresses");
        Expect(problems, 13, "either {anonymous: true} or {sasl:");
        Expect(problems, 14, "'maxFrameBytes' is a number of bytes with a unit (B, KiB, MiB or GiB), from 64KiB to 1GiB");
        Expect(problems, 14, "'connectTimeout' is a time with a unit (ms, s, m or h), from 100ms to 1h");
        Expect(problems, 14, "'maxInFlight' is a whole number from 2 to 65536");
        Expect(problems, 15, "'mode' is durable or strict, not 'best-effort'");
        Expect(problems, 15, "A topic's name");
        Expect(problems, 15, "There is no cluster 'other'");
        Assert.All(problems, problem => Assert.Equal("proxy.yaml", Path.GetFileName(problem.File)));
        Assert.DoesNotContain(problems, problem => problem.Text.Contains("in-clear", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("just text", "The settings file is written as keys")]
    [InlineData("clusters: {}", "The settings file lacks 'routes'")]
    [InlineData("clusters: [a", "This is not YAML")]
    public void A_file_that_is_no_settings_is_refused(string text, string because) =>
        Assert.Contains(Problems(text), problem => problem.Text.StartsWith(because, StringComparison.Ordinal));

    [Fact]
    public void What_happens_when_the_journal_fills_up_is_set_and_checked()
    {
        const string Audit = "\naudit: {cluster: main, topic: t, journal: j, ";
        var plan = Load(Good + Audit + "mode: strict, onFull: permit, fillingPercent: 40, refuseStrictPercent: 60, maxThrottle: 2s, maxBestEffortEvents: 7}").Audit!;

        Assert.Equal((AuditMode.Strict, true, 40, 60, 7), (plan.Mode, plan.PermitsWhenFull, plan.FillingPercent, plan.RefuseStrictPercent, plan.MaxBestEffortEvents));
        Assert.Equal(TimeSpan.FromSeconds(2), plan.MaxThrottle);
        Assert.Equal((AuditMode.Durable, false), Load(Good + Audit + "fillingPercent: 95}").Audit is { } other ? (other.Mode, other.PermitsWhenFull) : default);
        Assert.Contains(Problems(Good + Audit + "onFull: drop}"), problem => problem.Text.StartsWith("'onFull' is refuse or permit, not 'drop'", StringComparison.Ordinal));
        Assert.Contains(Problems(Good + Audit + "refuseStrictPercent: 80}"), problem => problem.Text.StartsWith("'refuseStrictPercent' (80) is above 'fillingPercent' (80)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_journal_whose_last_segment_alone_would_slow_clients_down_is_refused()
    {
        const string OfFourSegments = Good + "\naudit: {cluster: main, topic: t, journal: j, segmentBytes: 256KiB, maxJournalBytes: 1MiB, fillingPercent: ";

        Assert.Equal(31, Load(OfFourSegments + "31}").Audit!.FillingPercent);
        Assert.StartsWith("'fillingPercent' (30) is at least 31 where a segment is 25 percent of the journal", Assert.Single(Problems(OfFourSegments + "30}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_cluster_is_recognised() => Expect(Problems(Good.Replace("cluster: main", "cluster: mains", StringComparison.Ordinal)), 5, "did you mean 'main'?");

    [Theory]
    [InlineData("127.0.0.1", 19092, "30000-30010", "bootstrap port of route 'open' (19092, line 6)")]
    [InlineData("127.0.0.1", 30000, "19190-19200", "broker ports of route 'open' (19093-19192, line 6)")]
    [InlineData("0.0.0.0", 19100, "30000-30010", "broker ports of route 'open'")]
    [InlineData("127.0.0.1", 30005, "30000-30010", "bootstrap port of route 'second' (30005")]
    public void Two_routes_do_not_share_a_port(string address, int port, string brokerPorts, string with)
    {
        var second = $$"""

              second:
                cluster: main
                listen: {address: {{address}}, port: {{port}}, brokerPorts: {{brokerPorts}}}
                advertise: x
                clients: {anonymous: true}
            """;
        Expect(Problems(Good + second), 11, with);
    }

    [Fact]
    public void Any_free_port_meets_nobodys() =>
        Load(Good.Replace("port: 19092, brokerPorts: 19093-19192", "port: 0, brokerPorts: 0", StringComparison.Ordinal));

    [Fact]
    public void Secrets_come_from_files_and_the_environment_and_what_is_not_there_is_told()
    {
        _folder.Write("secret", "s3cret\n");
        Environment.SetEnvironmentVariable("COMPLIANCE_TEST_USER", "proxy");
        var login = Login("${env:COMPLIANCE_TEST_USER}", "${file:secret}");
        var plan = Load(login);
        Assert.Equal(new LoginPlan("proxy", "s3cret"), plan.Clusters[0].Login);
        Assert.DoesNotContain("s3cret", plan.ToString(), StringComparison.Ordinal);

        Expect(Problems(Login("u", "${env:COMPLIANCE_TEST_NOTHING}")), 2, "COMPLIANCE_TEST_NOTHING is not set");
        Expect(Problems(Login("u", "${file:nowhere}")), 2, "can't be read");
        Expect(Problems(Login("u", "${vault:x}")), 2, "A reference is ${env:NAME} or ${file:PATH}");
    }

    [Fact]
    public void Users_and_policies_are_read_from_beside_the_settings_and_their_problems_are_told_in_the_same_run()
    {
        var text = Good.Replace("clients: {anonymous: true}", "clients: {sasl: {mechanism: PLAIN, users: users}}\n    policies: policies", StringComparison.Ordinal);

        // Given neither users nor policies, then both are missed,
        var problems = Problems(text);
        Expect(problems, 8, "The users file can't be used");
        Expect(problems, 9, "There is no policy file or folder");

        // and given both, then the route has rules and the keys that they name.
        UsersFile.Set(_folder.Combine("users"), "alice", PlainCredential.Create("alice", "wonderland"u8, 1000).ToLine());
        var policy = File.ReadAllText(RepoRoot.Combine("policies", "pci-payments.yaml"));
        _folder.Write("policies/pci-payments.yaml", policy);
        foreach (var name in policy.Split('\n').Where(line => line.Contains("{file: ", StringComparison.Ordinal)).Select(line => line.Split("{file: ")[1].Split('}')[0].Trim()))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.Combine("policies", name))!);
            KeyFile.Create(_folder.Combine("policies", name));
        }

        var route = Load(text).Routes[0];
        Assert.NotNull(route.Rules);
        Assert.NotNull(route.Keys);

        // A mistake in a policy names the policy's file.
        _folder.Write("policies/pci-payments.yaml", policy + "\nnonsense: 1\n");
        Assert.Contains(Problems(text), problem => problem.File.EndsWith("pci-payments.yaml", StringComparison.Ordinal) && problem.Text.Contains("'nonsense'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_process_refuses_to_start_with_what_is_wrong()
    {
        var e = Assert.Throws<SettingsException>(() => SettingsLoader.Load(new GatewayOptions(_folder.Combine("proxy.yaml")) { Text = "clusters: {}" }));
        Assert.Contains("lacks 'routes'", e.Message, StringComparison.Ordinal);
        Assert.Contains("can't be read", Assert.Throws<SettingsException>(() => SettingsLoader.Load(new GatewayOptions(_folder.Combine("nowhere.yaml")))).Message, StringComparison.Ordinal);
    }

    private static string Login(string user, string password) => Good.Replace("bootstrap: [", $$"""login: {mechanism: PLAIN, user: "{{user}}", password: "{{password}}"}, bootstrap: [""", StringComparison.Ordinal);

    private ActivePlan Load(string text)
    {
        var (plan, problems) = SettingsLoader.Check(_folder.Combine("proxy.yaml"), text, TimeProvider.System);
        Assert.DoesNotContain(problems, problem => problem.Severity == Severity.Error);
        return plan!;
    }

    private IReadOnlyList<Problem> Problems(string text)
    {
        var (plan, problems) = SettingsLoader.Check(_folder.Combine("proxy.yaml"), text, TimeProvider.System);
        Assert.Null(plan);
        return problems;
    }

    private static void Expect(IReadOnlyList<Problem> problems, int line, string part) =>
        Assert.True(problems.Any(problem => problem.Line == line && problem.Text.Contains(part, StringComparison.Ordinal)), $"No problem on line {line} says '{part}':\n{string.Join('\n', problems)}");
}
