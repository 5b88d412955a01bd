using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Quarantining;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>Routes whose clients log in at the brokers, as the settings say it, and what does not go with them.</summary>
public sealed class PassThroughSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new("pass-through");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("passThrough: true", "PLAIN SCRAM-SHA-256 SCRAM-SHA-512 OAUTHBEARER; sub, , , ")]
    [InlineData("passThrough: {mechanisms: [PLAIN, SCRAM-SHA-512]}", "PLAIN SCRAM-SHA-512; sub, , , ")]
    [InlineData("passThrough: {gssapi: {principal: \"User:kerberos\"}}", "PLAIN SCRAM-SHA-256 SCRAM-SHA-512 OAUTHBEARER GSSAPI; sub, , , kerberos")]
    [InlineData("passThrough: {mechanisms: OAUTHBEARER, oauth: {principal: /a/name, groups: groups, claims: [dept, level]}}", "OAUTHBEARER; /a/name, groups, dept level, ")]
    public void What_passes_and_who_it_is_can_be_said(string clients, string expected)
    {
        var plan = Plan(Load(clients)).Routes[0];

        var passed = plan.Clients.PassThrough!;
        Assert.Equal(expected, $"{string.Join(' ', plan.Clients.Mechanisms)}; {passed.Principal}, {passed.Groups}, {string.Join(' ', passed.Claims)}, {passed.KerberosPrincipal}");
        Assert.True(plan.Clients is { LogIn: true, IsAnonymous: false, PassesThrough: true });
        Assert.True(plan.Cluster.IsClosed);
    }

    [Theory]
    [InlineData("passThrough: true, anonymous: true", 7, "either {anonymous: true} or {sasl:")]
    [InlineData("passThrough: true, sasl: {mechanism: PLAIN, users: users}", 7, "either {anonymous: true} or {sasl:")]
    [InlineData("passThrough: maybe", 7, "written as keys (mechanisms, oauth, gssapi)")]
    [InlineData("passThrough: {mechanisms: [GSSAPI]}", 7, "GSSAPI needs 'gssapi'")]
    [InlineData("passThrough: {mechanisms: [PLAIN], gssapi: {principal: \"User:k\"}}", 7, "'gssapi' has no use")]
    [InlineData("passThrough: {gssapi: {principal: kerberos}}", 7, "User:NAME")]
    [InlineData("passThrough: {gssapi: {principal: \"User:a b\"}}", 7, "User:NAME")]
    [InlineData("passThrough: {gssapi: {}}", 7, "'gssapi' lacks 'principal'")]
    [InlineData("passThrough: {mechanisms: [PLAIN], oauth: {groups: g}}", 7, "'oauth' has no use")]
    [InlineData("passThrough: {oauth: {groups: /a~}}", 7, "JSON Pointer")]
    [InlineData("passThrough: {oauth: {keys: \"https://login.example/jwks\"}}", 7, "has no key 'keys'")]
    [InlineData("passThrough: {mechanisms: [PLAIN, AWS_MSK_IAM]}", 7, "'AWS_MSK_IAM' is no mechanism that passes through")]
    [InlineData("passThrough: {mechanisms: [PLAIN, PLAIN]}", 7, "stands in the list already")]
    public void What_does_not_do_is_told_with_its_place(string clients, int line, string text)
    {
        var problem = Assert.Single(Load(clients).Problems, p => p.Severity == Severity.Error);

        Assert.Equal(line, problem.Line);
        Assert.Contains(text, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true, 13, "can't: give the cluster a 'login'")]
    [InlineData(", login: {mechanism: PLAIN, user: own, password: \"${file:own}\"}", false, 0, "")]
    public void Evidence_can_be_brought_where_the_proxy_has_a_login_of_its_own(string login, bool isClosed, int line, string text)
    {
        var loaded = Load("passThrough: true", login, "audit: {cluster: main, topic: audit, journal: journal}");

        Expect(loaded, line, text);
        if (text.Length == 0)
            Assert.Equal(isClosed, Plan(loaded).Clusters[0].IsClosed);
    }

    [Theory]
    [InlineData("", 9, "none of their requests would be taken")]
    [InlineData(", login: {mechanism: PLAIN, user: own, password: \"${file:own}\"}", 0, "")]
    public void Another_route_of_the_cluster_needs_the_proxys_login(string login, int line, string text) =>
        Expect(Load("passThrough: true", login, other: "anonymous: true"), line, text);

    [Theory]
    [InlineData("", 12, "has no way into cluster 'main'")]
    [InlineData(", login: {mechanism: PLAIN, user: own, password: \"${file:own}\"}", 0, "")]
    public void A_policy_that_brings_records_to_quarantine_does_too(string login, int line, string text)
    {
        _folder.Write("policies/p.yaml", QuarantinePolicy.Of());

        Expect(Load("passThrough: true", login, other: "passThrough: true", policies: "policies: policies"), line, text);
    }

    private static void Expect(LoadedSettings loaded, int line, string text)
    {
        var errors = loaded.Problems.Where(p => p.Severity == Severity.Error).ToList();
        if (text.Length == 0)
        {
            Assert.Empty(errors);
            return;
        }

        var problem = Assert.Single(errors);
        Assert.Equal(line, problem.Line);
        Assert.Contains(text, problem.Text, StringComparison.Ordinal);
    }

    private static ActivePlan Plan(LoadedSettings loaded)
    {
        Assert.Empty(loaded.Problems);
        return loaded.Plan!;
    }

    private LoadedSettings Load(string clients, string login = "", string more = "", string other = "passThrough: true", string policies = "")
    {
        _folder.Write("own", "secret");
        _folder.Write("users", "");
        return SettingsLoader.Read(_folder.Combine("proxy.yaml"), $$"""
            clusters:
              main: {bootstrap: ["127.0.0.1:9092"]{{login}} }
            routes:
              a:
                cluster: main
                listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19102}
                clients: { {{clients}} }
              b:
                cluster: main
                listen: {address: 127.0.0.1, port: 19192, brokerPorts: 19193-19202}
                clients: { {{other}} }
                {{policies}}
            {{more}}
            """, TimeProvider.System);
    }
}
