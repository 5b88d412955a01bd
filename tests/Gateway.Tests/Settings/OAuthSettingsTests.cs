using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>Which tokens let clients in, and for how long a login does, as the settings say it.</summary>
public sealed class OAuthSettingsTests : IDisposable
{
    private const string Least = "keys: \"https://login.example/jwks\", issuer: \"https://login.example/\", audience: kafka";
    private readonly TempFolder _folder = new("oauth");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_issuer_and_audience_are_enough()
    {
        var plan = Plan($"mechanisms: [OAUTHBEARER], oauth: {{{Least}}}");

        Assert.False(plan.IsAnonymous);
        Assert.Equal((null, null), (plan.UsersFile, plan.MaxReauth));
        Assert.Equal(["OAUTHBEARER"], plan.Mechanisms);
        var oauth = plan.OAuth!;
        Assert.Equal(("https://login.example/jwks", "https://login.example/", "sub", null, TimeSpan.FromSeconds(30)), (oauth.Keys.Url!.AbsoluteUri, oauth.Issuer, oauth.Principal, oauth.Groups, oauth.ClockSkew));
        Assert.Equal(["kafka"], oauth.Audiences);
    }

    [Fact]
    public void Everything_else_can_be_said()
    {
        _folder.Write("users", "");
        var certificate = TestCertificate.Create(_folder);
        var plan = Plan($$"""
            mechanisms: [OAUTHBEARER, PLAIN], users: users, maxReauth: 90s, oauth: {keys: "http://127.0.0.1:8080/jwks?x=secret", ca: "{{certificate.CertificateFile}}", issuer: i, audience: [a, b], principal: /user/name, groups: "https://login.example/groups", claims: [dept, level], scope: [read, write], require: {azp: [x, y], tenant: t}, type: at+jwt, clockSkew: 5s}
            """, "{maxTokenBytes: 2KiB, jwksInterval: 1m, jwksPause: 100ms, jwksTimeout: 3s, maxJwksAge: 1h}");

        Assert.Equal(TimeSpan.FromSeconds(90), plan.MaxReauth);
        var oauth = plan.OAuth!;
        Assert.Equal("at+jwt", oauth.Type);
        Assert.Equal(("/user/name", "https://login.example/groups", TimeSpan.FromSeconds(5)), (oauth.Principal, oauth.Groups, oauth.ClockSkew));
        Assert.Equal("a b; dept level; read write; azp=x,y tenant=t", $"{string.Join(' ', oauth.Audiences)}; {string.Join(' ', oauth.Claims)}; {string.Join(' ', oauth.Scopes)}; {string.Join(' ', oauth.Required.Select(claim => $"{claim.Claim}={string.Join(',', claim.Values)}"))}");
        Assert.Contains("BEGIN CERTIFICATE", oauth.Keys.CaPem!, StringComparison.Ordinal);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3), TimeSpan.FromHours(1)), (oauth.Keys.Interval, oauth.Keys.Pause, oauth.Keys.Timeout, oauth.Keys.MaxAge));
        Assert.Equal("http://127.0.0.1:8080/jwks", oauth.Keys.ToString());
    }

    [Fact]
    public void Keys_may_lie_in_a_file()
    {
        _folder.Write("jwks.json", new TestIssuer().Jwks);

        Assert.Equal(1, Plan("mechanism: OAUTHBEARER, oauth: {keys: jwks.json, issuer: i, audience: a}").OAuth!.Keys.Keys!.Count);
    }

    [Theory]
    [InlineData("mechanism: OAUTHBEARER", "OAUTHBEARER needs 'oauth'")]
    [InlineData("mechanism: PLAIN, oauth: {" + Least + "}, users: users", "'oauth' has no use")]
    [InlineData("mechanism: OAUTHBEARER, users: users, oauth: {" + Least + "}", "'users' has no use")]
    [InlineData("mechanisms: [OAUTHBEARER, PLAIN], oauth: {" + Least + "}", "'sasl' lacks 'users'")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {issuer: i, audience: a}", "'oauth' lacks 'keys'")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: \"https://k\", audience: a}", "'oauth' lacks 'issuer'")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: \"https://k\", issuer: i}", "'oauth' lacks 'audience'")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: \"https://k\", issuer: i, audience: []}", "'audience' is an empty list")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: \"http://login.example/jwks\", issuer: i, audience: a}", "'keys' is the https address")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: \"https://user:pw@login.example/jwks\", issuer: i, audience: a}", "'keys' is the https address")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: \"ftp://login.example/jwks\", issuer: i, audience: a}", "'keys' is the https address")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: nowhere.json, issuer: i, audience: a}", "can't be used")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: none.json, issuer: i, audience: a}", "no JSON Web Key Set")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {keys: none.json, ca: ca.pem, issuer: i, audience: a}", "'ca' vouches for an address")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {" + Least + ", groups: /a~2b}", "JSON Pointer")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {" + Least + ", scope: \"a b\"}", "A scope is printable ASCII")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {" + Least + ", clockSkew: 6m}", "'clockSkew' is a time")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {" + Least + ", type: \"at jwt\"}", "'type' is the media type")]
    [InlineData("mechanism: OAUTHBEARER, oauth: {" + Least + ", require: azp}", "'require' is a set of names")]
    [InlineData("mechanism: OAUTHBEARER, maxReauth: 500ms, oauth: {" + Least + "}", "'maxReauth' is a time")]
    public void What_is_missing_wrong_or_of_no_use_is_told(string sasl, string expected)
    {
        _folder.Write("users", "");
        _folder.Write("none.json", "[]");
        var loaded = Load(sasl);

        Assert.Null(loaded.Plan);
        Assert.Contains(loaded.Problems, problem => problem.Severity == Severity.Error && problem.Text.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_are_not_too_old_before_they_are_asked_for_anew() =>
        Assert.Contains(Load($"mechanism: OAUTHBEARER, oauth: {{{Least}}}", "{jwksInterval: 2h, maxJwksAge: 1h}").Problems, problem => problem.Text.Contains("'maxJwksAge' is at least 'jwksInterval'", StringComparison.Ordinal));

    private ClientsPlan Plan(string sasl, string limits = "{}")
    {
        var loaded = Load(sasl, limits);
        Assert.Empty(loaded.Problems);
        return Assert.Single(loaded.Plan!.Routes).Clients;
    }

    private LoadedSettings Load(string sasl, string limits = "{}") => SettingsLoader.Read(_folder.Combine("proxy.yaml"), $$"""
        clusters:
          main: {bootstrap: ["127.0.0.1:9092"]}
        routes:
          r:
            cluster: main
            listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192}
            clients:
              sasl: { {{sasl}} }
        limits: {{limits}}
        """, TimeProvider.System);
}
