using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>What a route's policies ask of its clients, and whether they can have it there.</summary>
public sealed class LoginCheckTests : IDisposable
{
    private const string Tokens = "sasl: {mechanism: OAUTHBEARER, oauth: {keys: \"https://login.example/jwks\", issuer: i, audience: a";
    private readonly TempFolder _folder = new("logins");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("groups: a", "anonymous: true", "'them' on route 'open': they are told by groups, which a login there (none: clients are anonymous) does not prove")]
    [InlineData("claims: {dept: a}, mechanisms: SCRAM-SHA-256", "sasl: {mechanism: PLAIN, users: users}", "they are told by SCRAM-SHA-256 and claims of a token, which a login there (PLAIN)")]
    [InlineData("groups: a, claims: {dept: a, level: b}", Tokens + "}}", "they are told by groups and a token's dept and level, which oauth.claims does not name, which a login there (OAUTHBEARER)")]
    [InlineData("groups: a, claims: {dept: a, level: b}", Tokens + ", groups: g, claims: dept}}", "they are told by a token's level, which oauth.claims does not name")]
    [InlineData("groups: a, claims: {dept: a}, mechanisms: OAUTHBEARER", Tokens + ", groups: g, claims: [dept]}}", null)]
    [InlineData("certificates: {subject: CN=a}", "sasl: {mechanism: PLAIN, users: users}", "they are told by a client's certificate")]
    [InlineData("principals: \"User:a\", mechanisms: PLAIN", "anonymous: true", "they are told by PLAIN")]
    [InlineData("principals: \"User:a\", mechanisms: [SCRAM-SHA-256, PLAIN]", "sasl: {mechanism: PLAIN, users: users}", null)]
    public void People_whom_no_login_of_the_route_can_prove_are_warned_of(string people, string clients, string? warning)
    {
        var loaded = Load(people, clients, "");

        Assert.NotNull(loaded.Plan);
        var problems = loaded.Problems.Where(p => p.Text.Contains("Nobody is one of the people", StringComparison.Ordinal)).ToList();
        if (warning is null)
        {
            Assert.Empty(problems);
            return;
        }

        var problem = Assert.Single(problems);
        Assert.Equal((Severity.Warning, 3), (problem.Severity, problem.Line));
        Assert.Contains(warning, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("purpose: case", null)]
    [InlineData("purpose: cases", "No policy of the route declares the purpose 'cases'")]
    [InlineData("purpose: \"a b\"", "The name of a purpose has")]
    public void The_purpose_that_a_route_states_is_one_of_its_policies(string purpose, string? error)
    {
        var loaded = Load("principals: \"User:a\"", "anonymous: true", purpose);

        if (error is null)
            Assert.Equal("case", Assert.Single(loaded.Plan!.Routes).Purpose);
        else
            Assert.Contains(loaded.Problems, p => p.Severity == Severity.Error && p.Text.Contains(error, StringComparison.Ordinal));
    }

    private LoadedSettings Load(string people, string clients, string purpose)
    {
        _folder.Write("users", "");
        _folder.Write("policies/p.yaml", $$"""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {them: { {{people}} } }
            purposes: {case: {people: them} }
            access: [{id: A1, allow: [read], topics: t, people: them}]
            """);
        return SettingsLoader.Read(_folder.Combine("proxy.yaml"), $$"""
            clusters:
              main: {bootstrap: ["127.0.0.1:9092"]}
            routes:
              open:
                cluster: main
                listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192}
                advertise: proxy.example
                clients: { {{clients}} }
                policies: policies
                {{purpose}}
            """, TimeProvider.System);
    }
}
