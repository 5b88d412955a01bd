using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>As whom the proxy logs in at brokers for a route's clients, as settings say it.</summary>
public sealed class AccountsSettingsTests : IDisposable
{
    private const string Cluster = ", login: {mechanism: PLAIN, user: proxy, password: \"${file:secret}\"}";
    private const string Secret = "mechanism: PLAIN, password: \"${file:secret}\"";
    private const string Sasl = "sasl: {mechanism: OAUTHBEARER, oauth: {keys: jwks, issuer: i, audience: a}}";
    private const string Jwks = """{"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""";
    private readonly TempFolder _folder = new("accounts");

    public AccountsSettingsTests()
    {
        _folder.Write("secret", "first\n");
        _folder.Write("jwks", Jwks);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_route_may_have_a_login_of_its_own_and_else_has_the_clusters()
    {
        var plan = Plan(Load($"login: {{{Secret}, user: partners}}"));

        Assert.Equal(("partners", "proxy"), (plan.Routes[0].Accounts!.Shared!.User, plan.Clusters[0].Login!.User));
        Assert.Equal(["proxy", "partners"], plan.LoginsAt(plan.Clusters[0]).Select(login => login.User));
        Assert.Equal("proxy", Plan(Load("")).Routes[0].Accounts!.Shared!.User);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", others: refused", true)]
    [InlineData(", others: shared", false)]
    public void Principals_have_accounts_of_their_own_and_who_has_none_is_refused_unless_it_is_said(string others, bool refuses)
    {
        var plan = Plan(Load($"accounts: {{principals: {{\"User:till\": {{{Secret}, user: till-eu}}, \"User:CN=Fraud team,O=Bank\": {{{Secret}, user: fraud}}}}{others}}}"));

        var accounts = plan.Routes[0].Accounts!;
        Assert.Equal(["User:CN=Fraud team,O=Bank = PLAIN as fraud", "User:till = PLAIN as till-eu"], accounts.ByPrincipal.Select(own => $"{own.Key} = {own.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(refuses, accounts.RefusesOthers);
        Assert.Equal(["fraud", "proxy", "proxy", "till-eu"], plan.LoginsAt(plan.Clusters[0]).Select(login => login.User).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void They_may_stand_in_a_file_of_their_own_which_counts_as_a_part_of_the_settings()
    {
        _folder.Write("accounts.yaml", "User:till: {mechanism: SCRAM-SHA-512, user: till-eu, password: \"${file:secret}\"}\nUser:fraud: {mechanism: PLAIN, user: fraud, password: \"${file:secret}\"}\n");
        var loaded = Load("accounts: {principals: accounts.yaml}");

        Assert.Equal(["PLAIN as fraud", "SCRAM-SHA-512 as till-eu"], Plan(loaded).Routes[0].Accounts!.ByPrincipal.Values.Select(login => login.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(loaded.Sources.AsRead, loaded.Sources.Now());

        // Another secret, or another account, is another reading.
        _folder.Write("secret", "second\n");
        Assert.NotEqual(loaded.Sources.AsRead, loaded.Sources.Now());
        Assert.All(Plan(Load("accounts: {principals: accounts.yaml}")).Routes[0].Accounts!.ByPrincipal.Values, login => Assert.Equal("second", login.Password));
    }

    [Theory]
    [InlineData("User:till: {mechanism: PLAIN, user: a, password: \"${file:secret}\"}\nUser:till: {mechanism: PLAIN, user: b, password: \"${file:secret}\"}\n", "2:1", "User:till")]
    [InlineData("User:till: {mechanism: PLAIN, user: a, password: in-clear}\n", "1:50", "does not stand in the settings")]
    [InlineData("User:till: {mechanism: PLAIN, user: a, password: \"${file:nowhere}\"}\n", "1:50", "can't be read")]
    [InlineData("User:till: {mechanism: PLAIN, user: a}\n", "1:12", "An account lacks 'password'")]
    [InlineData("User:till: {mechanism: PLAIN, name: a, password: \"${file:secret}\"}\n", "1:31", "An account has no key 'name'")]
    [InlineData("till: {mechanism: PLAIN, user: a, password: \"${file:secret}\"}\n", "1:1", "User:NAME")]
    [InlineData("- User:till\n", "1:1", "A file of accounts is a set of principals")]
    [InlineData("{}\n", "1:1", "Nobody has an account here")]
    [InlineData("", "1:1", "The file is empty")]
    public void What_is_wrong_in_the_file_is_told_with_its_place_there(string text, string at, string because)
    {
        var file = _folder.Write("accounts.yaml", text);

        var loaded = Load("accounts: {principals: accounts.yaml}");

        var problem = Assert.Single(loaded.Problems, problem => problem.Text.Contains(because, StringComparison.Ordinal));
        Assert.Equal((file, at), (problem.File, $"{problem.Line}:{problem.Column}"));
        Assert.Null(loaded.Plan);
        Assert.DoesNotContain(loaded.Problems, each => each.Text.Contains("in-clear", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("login: {" + Secret + ", user: u}", "passThrough: true", Cluster, "9:65", "log in at the brokers by themselves (passThrough)")]
    [InlineData("accounts: {principals: {\"User:a\": {" + Secret + ", user: u}}}", "passThrough: true", Cluster, "9:15", "remove 'login' and 'accounts', or 'passThrough'")]
    [InlineData("accounts: {principals: {\"User:a\": {" + Secret + ", user: u}}}", "anonymous: true", Cluster, "9:15", "are anonymous, so nobody is told apart")]
    [InlineData("login: {" + Secret + ", user: u}", Sasl, "", "9:65", "give the cluster a 'login' too")]
    [InlineData("accounts: {others: shared}", Sasl, Cluster, "9:15", "'accounts' lacks 'principals'")]
    [InlineData("accounts: {principals: [a]}", Sasl, Cluster, "9:28", "'principals' is a single value here")]
    [InlineData("accounts: {principals: nowhere.yaml}", Sasl, Cluster, "9:28", "The accounts can't be read")]
    [InlineData("accounts: {principals: {\"User:a\": {" + Secret + ", user: u}}, others: maybe}", Sasl, Cluster, "9:105", "are refused, or shared")]
    [InlineData("accounts: {principals: {\"User:a\": {" + Secret + ", user: u}}, other: shared}", Sasl, Cluster, "9:97", "'accounts' has no key 'other'")]
    [InlineData("accounts: {principals: {\"User:a\": {mechanism: PLAIN, user: u, password: in-clear}}}", Sasl, Cluster, "9:77", "does not stand in the settings")]
    [InlineData("login: {mechanism: PLAIN, user: u, password: in-clear}", Sasl, Cluster, "9:50", "does not stand in the settings")]
    public void What_does_not_go_together_is_told_at_its_place(string route, string clients, string cluster, string at, string because)
    {
        var loaded = Load(route, clients, cluster);

        var problem = Assert.Single(loaded.Problems, problem => problem.Severity == Severity.Error && problem.Text.Contains(because, StringComparison.Ordinal));
        Assert.Equal(at, $"{problem.Line}:{problem.Column}");
        Assert.Null(loaded.Plan);
        Assert.DoesNotContain(loaded.Problems, each => each.Text.Contains("in-clear", StringComparison.Ordinal));
    }

    [Fact]
    public void A_login_that_nobody_would_use_and_more_accounts_than_are_allowed_are_refused()
    {
        const string Two = "accounts: {principals: {\"User:a\": {" + Secret + ", user: a}, \"User:b\": {" + Secret + ", user: b}}}";

        Assert.Contains("'login' of the route has no use", Assert.Single(Load($"login: {{{Secret}, user: u}}\n    {Two}").Problems).Text, StringComparison.Ordinal);
        Assert.Contains("limits.maxAccounts allows 1", Assert.Single(Load(Two, limits: "{maxAccounts: 1}").Problems).Text, StringComparison.Ordinal);
        Assert.NotNull(Load(Two, limits: "{maxAccounts: 2}").Plan);
    }

    [Fact]
    public void An_account_is_a_principals_own_only_where_nobody_else_is_known_by_it()
    {
        var plan = Plan(Load($"""
            accounts:
                  others: shared
                  principals:
                    User:own: {"{"}{Secret}, user: own{"}"}
                    User:one: {"{"}{Secret}, user: both{"}"}
                    User:two: {"{"}mechanism: SCRAM-SHA-256, password: "${"{"}file:secret{"}"}", user: both{"}"}
                    User:as-proxy: {"{"}{Secret}, user: proxy{"}"}
                    User:token: {"{"}mechanism: OAUTHBEARER, tokenUrl: "https://login.example/t", clientId: t, clientSecret: "${"{"}file:secret{"}"}"{"}"}
            """));

        Assert.Equal(["User:own"], plan.Routes[0].Accounts!.Owners);
    }

    private static ActivePlan Plan(LoadedSettings loaded)
    {
        Assert.Empty(loaded.Problems);
        return loaded.Plan!;
    }

    private LoadedSettings Load(string route, string clients = Sasl, string cluster = Cluster, string limits = "{}") => SettingsLoader.Read(_folder.Combine("proxy.yaml"), $$"""
        clusters:
          main: {bootstrap: ["127.0.0.1:9092"]{{cluster}} }
        routes:
          r:
            cluster: main
            listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192}
            advertise: proxy.example
            clients: { {{clients}} }
            {{route}}
        limits: {{limits}}
        """, TimeProvider.System);
}
