using System.Text;
using Compliance.Gateway.Login.Tokens;
using Xunit;

namespace Compliance.Gateway.Tests.Login.Tokens;

public sealed class BearerMessageTests
{
    private const int Most = 64;

    [Theory]
    // RFC 7628, sections 4.1 and 4.3.
    [InlineData("n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001", "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")]
    [InlineData("n,,\u0001auth=Bearer a.b-c_d\u0001\u0001", null, "a.b-c_d")]
    [InlineData("y,,\u0001auth=bearer   a.b.c\u0001traceId=7 7\u0001\u0001", null, "a.b.c")]
    [InlineData("n,a=a=2Cb=3Dc,\u0001auth=Bearer t\u0001\u0001", "a,b=c", "t")]
    public void A_message_holds_a_token_and_whom_its_sender_acts_as(string message, string? actsAs, string token)
    {
        var read = BearerMessage.Parse(Encoding.UTF8.GetBytes(message), Most, out var problem);

        Assert.Equal((actsAs, token, ""), (read!.ActsAs, read.Token, problem));
        Assert.DoesNotContain(token, read.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not as RFC 7628")]
    [InlineData("\u0001", "not as RFC 7628")]
    [InlineData("n,,", "not as RFC 7628")]
    [InlineData("n,,\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001auth=Bearer t\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001auth=Bearer t", "not as RFC 7628")]
    [InlineData("p=tls-exporter,,\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,till,\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,a=x=y,\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,x\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001=x\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001a b=x\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001host=\u0000\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001auth=Bearer t\u0001auth=Bearer t\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001host=x\u0001\u0001", "not as RFC 7628")]
    [InlineData("n,,\u0001auth=Basic dGlsbA==\u0001\u0001", "no bearer token")]
    [InlineData("n,,\u0001auth=Bearer \u0001\u0001", "no bearer token")]
    [InlineData("n,,\u0001auth=Bearer a=b\u0001\u0001", "no bearer token")]
    [InlineData("n,,\u0001auth=Bearer a b\u0001\u0001", "no bearer token")]
    [InlineData("n,,\u0001auth=Bearer 01234567890123456789012345678901234567890123456789012345678901234\u0001\u0001", "larger than limits.maxTokenBytes (64)")]
    public void What_is_no_message_with_a_token_is_refused_with_its_reason(string message, string expected)
    {
        Assert.Null(BearerMessage.Parse(Encoding.UTF8.GetBytes(message), Most, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
