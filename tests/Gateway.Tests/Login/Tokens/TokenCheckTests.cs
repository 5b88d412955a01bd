using System.Text;
using System.Text.Json.Nodes;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Login.Tokens;

/// <summary>Which tokens are taken, and by which words the others are refused, none of which holds anything of the token.</summary>
public sealed class TokenCheckTests
{
    private const string Canary = "canary-of-the-token";

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task A_token_by_each_asymmetric_algorithm_proves_its_subject_until_it_expires(string algorithm)
    {
        var issuer = new TestIssuer(algorithm: algorithm);

        var finding = await CheckAsync(issuer, issuer.Token("till", (_, claims) => claims["exp"] = 4_000_000_000));

        Assert.Equal(("till", null, ""), (finding.User, finding.Status, finding.Problem));
        Assert.Null(finding.Facts);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(4_000_000_030), finding.Until);
    }

    [Fact]
    public async Task Groups_and_claims_are_known_as_the_settings_name_them()
    {
        var issuer = new TestIssuer();
        var token = issuer.Token("8f1d", (_, claims) =>
        {
            claims["preferred_username"] = "till@shop.example";
            claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("tills", "a/b", 7, new JsonObject()) };
            (claims["dept"], claims["level"], claims["nights"], claims["scope"], claims["other"]) = ("fraud", 3, true, "read  write", "unnamed");
        });

        var finding = await CheckAsync(issuer, token, plan => plan with
        {
            Principal = "preferred_username",
            Groups = "/realm_access/roles",
            Claims = ["dept", "level", "nights", "scope", "absent"],
        });

        Assert.Equal("till@shop.example", finding.User);
        Assert.Equal(["7", "a/b", "tills"], finding.Facts!.Groups);
        Assert.Equal([("dept", "fraud"), ("level", "3"), ("nights", "true"), ("scope", "read"), ("scope", "write")], finding.Facts.Claims);
    }

    public static TheoryData<string, Action<JsonObject, JsonObject>, string> Wrong { get; } = new()
    {
        { "expired", (_, claims) => claims["exp"] = Seconds(-31), "has expired" },
        { "no expiry", (_, claims) => claims.Remove("exp"), "does not say when it expires" },
        { "early", (_, claims) => claims["nbf"] = Seconds(3600), "not valid yet" },
        { "audience", (_, claims) => claims["aud"] = Canary, "another audience" },
        { "audiences", (_, claims) => claims["aud"] = new JsonArray(Canary, "b"), "another audience" },
        { "nearly the audience", (_, claims) => claims["aud"] = "kafka/", "another audience" },
        { "no audience", (_, claims) => claims.Remove("aud"), "another audience" },
        { "issuer", (_, claims) => claims["iss"] = "https://login.example", "another issuer" },
        { "no issuer", (_, claims) => claims.Remove("iss"), "another issuer" },
        { "no subject", (_, claims) => claims.Remove("sub"), "'sub', the principal" },
        { "odd subject", (_, claims) => claims["sub"] = "a b", "'sub', the principal" },
        { "a list for subject", (_, claims) => claims["sub"] = new JsonArray("till"), "no signed JSON Web Token" },
        { "none", (header, _) => header["alg"] = "none", "not signed, or by an algorithm" },
        { "symmetric, by the public key", (header, _) => header["alg"] = "HS256", "not signed, or by an algorithm" },
        { "unknown algorithm", (header, _) => header["alg"] = "RS1024", "not signed, or by an algorithm" },
        { "another algorithm of the same key", (header, _) => header["alg"] = "PS256", "No key of the issuer" },
        { "unknown key", (header, _) => header["kid"] = Canary, "No key of the issuer" },
        { "extension", (header, _) => header["crit"] = new JsonArray("exp"), "'crit'" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_token_is_refused_with_its_cause(string name, Action<JsonObject, JsonObject> change, string expected)
    {
        var issuer = new TestIssuer();
        var token = issuer.Token("till", change);

        var finding = await CheckAsync(issuer, token);

        Assert.True(finding.Problem.Contains(expected, StringComparison.Ordinal), $"{name}: {finding.Problem}");
        Assert.Equal("""{"status":"invalid_token"}""", Encoding.ASCII.GetString(finding.Status!.ToJson()));
        Assert.DoesNotContain(Canary, finding.Problem, StringComparison.Ordinal);
        Assert.Equal(name.Contains("subject", StringComparison.Ordinal) ? null : "till", finding.User);
    }

    [Fact]
    public async Task A_token_that_another_key_has_signed_or_whose_claims_were_changed_is_refused()
    {
        // Given the issuer, and somebody who calls himself so and his key the same,
        var (issuer, other) = (new TestIssuer(), new TestIssuer());
        var parts = issuer.Token("till").Split('.');

        // then neither his token nor a good one with another's claims, or with a key of its own inside, does.
        Assert.Contains("signature is not the issuer's", (await CheckAsync(issuer, other.Token("till"))).Problem, StringComparison.Ordinal);
        Assert.Contains("signature is not the issuer's", (await CheckAsync(issuer, $"{parts[0]}.{other.Token("admin").Split('.')[1]}.{parts[2]}")).Problem, StringComparison.Ordinal);
        var own = JsonNode.Parse(other.Jwks)!["keys"]![0]!.DeepClone();
        Assert.Contains("signature is not the issuer's", (await CheckAsync(issuer, other.Token("till", (header, _) => header["jwk"] = own))).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("canary")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.e30")]
    [InlineData("e30.e30.e30.e30.e30")]
    [InlineData("...")]
    public async Task What_is_no_token_is_refused(string text)
    {
        var finding = await CheckAsync(new TestIssuer(), text);

        Assert.NotNull(finding.Status);
        Assert.Null(finding.User);
    }

    [Fact]
    public async Task A_token_without_a_signature_or_with_a_claim_twice_is_refused()
    {
        var issuer = new TestIssuer();
        var claims = $$"""{"iss":"{{TestIssuer.Name}}","aud":"kafka","sub":"till","exp":4000000000}""";

        Assert.Contains("no signed JSON Web Token", (await CheckAsync(issuer, TestIssuer.Unsigned("""{"alg":"none"}""", claims))).Problem, StringComparison.Ordinal);
        Assert.Contains("no signed JSON Web Token", (await CheckAsync(issuer, TestIssuer.Unsigned("""{"alg":"RS256","kid":"k1"}""", claims))).Problem, StringComparison.Ordinal);
        Assert.Contains("no signed JSON Web Token", (await CheckAsync(issuer, TestIssuer.Unsigned("""{"alg":"RS256","kid":"k1"}""", claims.Replace("\"sub\"", "\"sub\":\"a\",\"sub\"", StringComparison.Ordinal)) + "AAAA")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_a_little_off_does_no_harm()
    {
        var issuer = new TestIssuer();

        Assert.Null((await CheckAsync(issuer, issuer.Token("till", (_, claims) => claims["exp"] = Seconds(-20)))).Status);
        Assert.Null((await CheckAsync(issuer, issuer.Token("till", (_, claims) => claims["nbf"] = Seconds(20)))).Status);
        Assert.NotNull((await CheckAsync(issuer, issuer.Token("till", (_, claims) => claims["exp"] = Seconds(-20)), plan => plan with { ClockSkew = TimeSpan.FromSeconds(5) })).Status);
    }

    [Theory]
    [InlineData("read write", null, true)]
    [InlineData("write read more", null, true)]
    [InlineData("read", null, false)]
    [InlineData(null, "read write", true)]
    [InlineData("read", "read write", false)]
    [InlineData(null, null, false)]
    public async Task Each_scope_that_is_asked_for_must_be_there(string? scope, string? scp, bool does)
    {
        var issuer = new TestIssuer();
        var token = issuer.Token("till", (_, claims) =>
        {
            if (scope is not null)
                claims["scope"] = scope;
            if (scp is not null)
                claims["scp"] = new JsonArray([.. scp.Split(' ').Select(one => (JsonNode)one)]);
        });

        var finding = await CheckAsync(issuer, token, plan => plan with { Scopes = ["read", "write"] });

        Assert.Equal(does ? null : """{"status":"insufficient_scope", "scope":"read write"}""", finding.Status is { } status ? Encoding.ASCII.GetString(status.ToJson()) : null);
    }

    [Theory]
    [InlineData("till-app", true)]
    [InlineData("desk-app", true)]
    [InlineData("other-app", false)]
    [InlineData(null, false)]
    public async Task A_claim_that_is_asked_for_has_one_of_its_values(string? value, bool does)
    {
        var issuer = new TestIssuer();

        var finding = await CheckAsync(issuer, issuer.Token("till", (_, claims) => claims["azp"] = value), plan => plan with { Required = [("azp", ["till-app", "desk-app"])] });

        Assert.Equal(does, finding.Status is null);
        if (!does)
            Assert.Contains("'azp'", finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_names_no_key_may_be_by_any_of_them()
    {
        var issuer = new TestIssuer("old");
        issuer.Rotate("new", "ES256");

        Assert.Null((await CheckAsync(issuer, issuer.Token("till", (header, _) => header.Remove("kid")))).Status);
    }

    [Theory]
    [InlineData("at+jwt", "at+jwt", true)]
    [InlineData("at+jwt", "application/AT+JWT", true)]
    [InlineData("application/at+jwt", "at+jwt", true)]
    [InlineData("at+jwt", "JWT", false)]
    [InlineData("at+jwt", "application/x/at+jwt", false)]
    [InlineData("at+jwt", null, false)]
    [InlineData(null, "at+jwt", true)]
    [InlineData(null, null, true)]
    public async Task A_token_is_of_the_type_that_is_asked_for(string? asked, string? said, bool does)
    {
        var issuer = new TestIssuer();
        var token = issuer.Token("till", (header, _) =>
        {
            if (said is null)
                header.Remove("typ");
            else
                header["typ"] = said;
        });

        var finding = await CheckAsync(issuer, token, plan => plan with { Type = asked });

        Assert.Equal(does ? "" : "The token's header does not say that it is of the type (typ) that oauth.type names.", finding.Problem);
    }

    private static long Seconds(int away) => TimeProvider.System.GetUtcNow().AddSeconds(away).ToUnixTimeSeconds();

    private static async Task<TokenFinding> CheckAsync(TestIssuer issuer, string token, Func<OAuthPlan, OAuthPlan>? change = null)
    {
        var keys = new JwksPlan((Uri?)null) { Keys = JwksKeys.Parse(Encoding.UTF8.GetBytes(issuer.Jwks)) };
        var plan = new OAuthPlan(keys, TestIssuer.Name, [TestIssuer.Audience, "another"]);
        using var instruments = new Instruments();
        using var source = new JwksSource(keys, "r", TimeProvider.System, NullLogger.Instance, new GatewayMetrics(instruments, TimeProvider.System).Route("r"));
        return await new TokenCheck(change?.Invoke(plan) ?? plan, 16 << 10, source, TimeProvider.System).RunAsync(token, TestContext.Current.CancellationToken);
    }
}
