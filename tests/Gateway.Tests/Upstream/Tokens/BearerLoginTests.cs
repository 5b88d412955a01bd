using System.Text;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Upstream.Tokens;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream.Tokens;

/// <summary>OAUTHBEARER as its client: what is sent, and what is told of a broker's refusal.</summary>
public sealed class BearerLoginTests
{
    [Fact]
    public void The_message_is_as_the_standard_has_it_with_extensions_and_without()
    {
        Assert.Equal("n,,\u0001auth=Bearer abc\u0001\u0001", Encoding.ASCII.GetString(BearerLogin.First("abc", "")));
        var extended = BearerLogin.First("abc", "logicalCluster=lkc-1\u0001identityPoolId=pool 2\u0001");
        Assert.Equal("n,,\u0001auth=Bearer abc\u0001logicalCluster=lkc-1\u0001identityPoolId=pool 2\u0001\u0001", Encoding.ASCII.GetString(extended));

        // The proxy's own server takes both.
        Assert.Equal("abc", BearerMessage.Parse(extended, 100, out _)!.Token);
    }

    [Theory]
    [InlineData("""{"status":"invalid_token"}""", "invalid_token")]
    [InlineData("""{"status":"insufficient_scope", "scope":"kafka write"}""", "insufficient_scope, it wants the scope kafka write")]
    [InlineData("""{"status":"<canary>"}""", "it does not say why")]
    [InlineData("""{"status":"invalid_token","scope":"canary=canary"}""", "invalid_token")]
    [InlineData("""["canary"]""", "it does not say why")]
    [InlineData("canary", "it does not say why in JSON")]
    public void Of_a_challenge_plain_words_are_told_and_nothing_else(string challenge, string told) =>
        Assert.Equal(told, BearerLogin.Why(Encoding.UTF8.GetBytes(challenge)));
}
