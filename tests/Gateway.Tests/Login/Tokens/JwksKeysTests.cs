using System.Text;
using Compliance.Gateway.Login.Tokens;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Login.Tokens;

public sealed class JwksKeysTests
{
    [Fact]
    public void Keys_are_found_by_their_id_and_what_they_can_have_signed()
    {
        var issuer = new TestIssuer("a");
        issuer.Rotate("b", "ES256");
        var keys = Parse(issuer.Jwks.Replace("\"alg\":\"RS256\",", "", StringComparison.Ordinal));

        Assert.Equal(2, keys.Count);
        Assert.True(keys.Has("a") && keys.Has("b") && keys.Has("") && !keys.Has("c"));
        Assert.Single(keys.Find("a", "RS256"));
        Assert.Single(keys.Find("a", "PS512"));
        Assert.Single(keys.Find("", "ES256"));
        Assert.Empty(keys.Find("a", "ES256"));
        Assert.Empty(keys.Find("b", "ES384"));
        Assert.Empty(keys.Find("b", "RS256"));
    }

    [Theory]
    [InlineData("\"use\":\"sig\"", "\"use\":\"enc\"")]
    [InlineData("\"use\":\"sig\"", "\"key_ops\":[\"sign\"]")]
    [InlineData("\"kty\":\"RSA\"", "\"kty\":\"oct\"")]
    [InlineData("\"e\":\"AQAB\"", "\"e\":\"\"")]
    [InlineData("\"n\":\"", "\"n\":\"AQAB\",\"m\":\"")]
    [InlineData("\"n\":\"", "\"n\":\"$\",\"m\":\"")]
    public void A_key_that_proves_no_signature_is_left_alone(string part, string instead)
    {
        var issuer = new TestIssuer("weak");
        var weak = issuer.Jwks.Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual(weak, issuer.Jwks);

        Assert.Contains("no key by which", Assert.Throws<InvalidDataException>(() => Parse(weak)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no JSON Web Key Set")]
    [InlineData("canary", "no JSON Web Key Set")]
    [InlineData("[]", "no JSON Web Key Set")]
    [InlineData("{}", "no key by which")]
    [InlineData("{\"keys\":[]}", "no key by which")]
    public void What_is_no_key_set_is_refused(string json, string expected)
    {
        var message = Assert.Throws<InvalidDataException>(() => Parse(json)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_is_bounded()
    {
        var key = new TestIssuer().Jwks["{\"keys\":[".Length..^2];

        Assert.Contains("more than 100 keys", Assert.Throws<InvalidDataException>(() => Parse($"{{\"keys\":[{string.Join(',', Enumerable.Repeat(key, 101))}]}}")).Message, StringComparison.Ordinal);
    }

    private static JwksKeys Parse(string json) => JwksKeys.Parse(Encoding.UTF8.GetBytes(json));
}
