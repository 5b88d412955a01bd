using Compliance.Gateway.Settings;
using Compliance.Harness;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Settings;

/// <summary>How the proxy logs in at brokers, as settings say it.</summary>
public sealed class LoginSettingsTests : IDisposable
{
    private const string Tokens = "mechanism: OAUTHBEARER, tokenUrl: \"https://login.example/token?tenant=7\", clientId: till, clientSecret: \"${file:secret}\"";
    private readonly TempFolder _folder = new("login");

    public LoginSettingsTests() => _folder.Write("secret", "pässword\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_login_by_tokens_says_where_they_come_from_and_for_what()
    {
        var certificate = TestCertificate.Create(_folder);

        var loaded = Load($"{{{Tokens}, scope: [kafka, write], audience: brokers, ca: \"{certificate.CertificateFile}\", extensions: {{logicalCluster: lkc-1, identityPoolId: pool-2}}}}", "{tokenTimeout: 2s, tokenPause: 3s, maxTokenBytes: 4KiB}");

        var login = Assert.Single(loaded.Plan!.Clusters).Login!;
        Assert.Equal(("OAUTHBEARER", "till", "pässword"), (login.Mechanism, login.User, login.Password));
        var tokens = login.Tokens!;
        Assert.Equal(("https://login.example/token?tenant=7", "kafka write", "brokers"), (tokens.Url.AbsoluteUri, tokens.Scope, tokens.Audience));
        Assert.Equal("logicalCluster=lkc-1\u0001identityPoolId=pool-2\u0001", tokens.Extensions);
        Assert.Contains("BEGIN CERTIFICATE", tokens.CaPem!, StringComparison.Ordinal);
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), 4096), (tokens.Timeout, tokens.Pause, tokens.MaxBytes));
        Assert.Equal(("OAUTHBEARER as till", "https://login.example/token"), (login.ToString(), tokens.ToString()));

        // Read again, it is the same account; with another secret it is not.
        Assert.Equal(login, Load($"{{{Tokens}, scope: [kafka, write], audience: brokers, ca: \"{certificate.CertificateFile}\", extensions: {{logicalCluster: lkc-1, identityPoolId: pool-2}}}}", "{tokenTimeout: 2s, tokenPause: 3s, maxTokenBytes: 4KiB}").Plan!.Clusters[0].Login);
        Assert.NotEqual(login, login with { Password = "other" });
    }

    [Theory]
    [InlineData("{mechanism: GSSAPI, user: u, password: \"${file:secret}\"}", "2:60", "'mechanism' is PLAIN or SCRAM-SHA-256 or SCRAM-SHA-512 or OAUTHBEARER")]
    [InlineData("{mechanism: OAUTHBEARER, clientId: a, clientSecret: \"${file:secret}\"}", "2:48", "lacks 'tokenUrl'")]
    [InlineData("{mechanism: OAUTHBEARER, tokenUrl: \"https://a/t\", clientSecret: \"${file:secret}\"}", "2:48", "lacks 'clientId'")]
    [InlineData("{mechanism: OAUTHBEARER, tokenUrl: \"https://a/t\", clientId: a}", "2:48", "lacks 'clientSecret'")]
    [InlineData("{mechanism: OAUTHBEARER, tokenUrl: \"https://a/t\", clientId: a, clientSecret: in-clear}", "2:125", "A secret does not stand in the settings")]
    [InlineData("{mechanism: OAUTHBEARER, tokenUrl: \"http://login.example/t\", clientId: a, clientSecret: \"${file:secret}\"}", "2:83", "'tokenUrl' is the https address")]
    [InlineData("{mechanism: OAUTHBEARER, tokenUrl: \"https://u:in-clear@a/t\", clientId: a, clientSecret: \"${file:secret}\"}", "2:83", "'tokenUrl' is the https address")]
    [InlineData("{mechanism: OAUTHBEARER, tokenUrl: \"http://127.0.0.1/t\", ca: ca.pem, clientId: a, clientSecret: \"${file:secret}\"}", "2:109", "'ca' vouches for an https address")]
    [InlineData("{" + Tokens + ", ca: nowhere.pem}", "2:175", "can't be read")]
    [InlineData("{" + Tokens + ", scope: \"a b\"}", "2:178", "write several as a list")]
    [InlineData("{" + Tokens + ", extensions: {auth: x}}", "2:184", "can't be the name of an extension")]
    [InlineData("{" + Tokens + ", extensions: {a-b: x}}", "2:184", "can't be the name of an extension")]
    [InlineData("{" + Tokens + ", extensions: {a: [x]}}", "2:187", "has a single value of printable ASCII")]
    [InlineData("{" + Tokens + ", user: u}", "2:171", "'user' has no use with OAUTHBEARER")]
    [InlineData("{mechanism: PLAIN, user: u, password: \"${file:secret}\", scope: x}", "2:104", "'scope' has no use with PLAIN")]
    [InlineData("{" + Tokens + ", token: x}", "2:171", "'login' has no key 'token'")]
    public void What_is_wrong_is_told_at_its_place(string login, string at, string because)
    {
        var loaded = Load(login);

        var problem = Assert.Single(loaded.Problems, problem => problem.Severity == Severity.Error && problem.Text.Contains(because, StringComparison.Ordinal));
        Assert.Equal(at, $"{problem.Line}:{problem.Column}");
        Assert.Null(loaded.Plan);
        Assert.DoesNotContain(loaded.Problems, each => each.Text.Contains("in-clear", StringComparison.Ordinal));
    }

    private LoadedSettings Load(string login, string limits = "{}") => SettingsLoader.Read(_folder.Combine("proxy.yaml"), $$"""
        clusters:
          main: {bootstrap: ["127.0.0.1:9092"], login: {{login}} }
        routes:
          open:
            cluster: main
            listen: {address: 127.0.0.1, port: 19092, brokerPorts: 19093-19192}
            advertise: proxy.example
            clients: {anonymous: true}
        limits: {{limits}}
        """, TimeProvider.System);
}
