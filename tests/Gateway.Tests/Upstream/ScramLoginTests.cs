using System.Text;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream;

/// <summary>SCRAM as its client, message by message: RFC 7677's own example, and what a broker, or who plays one, might say instead.</summary>
public sealed class ScramLoginTests
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string Joined = Nonce + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private const string Challenge = $"r={Joined},s={Salt},i=4096";
    private const string Signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void The_example_of_the_standard_is_spoken_as_it_stands_there()
    {
        var login = Login();

        Assert.Equal($"n,,n=user,r={Nonce}", Encoding.UTF8.GetString(login.First()));
        Assert.Equal($"c=biws,r={Joined},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", Encoding.UTF8.GetString(login.Final(Encoding.UTF8.GetBytes(Challenge), out _)!));
        Assert.True(login.IsProvedBy(Encoding.UTF8.GetBytes(Signature)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=")]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95H4=")]
    [InlineData("v=AAAA")]
    [InlineData("e=invalid-proof")]
    [InlineData("x=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    public void Who_does_not_know_the_password_is_not_taken_for_the_broker(string last)
    {
        var login = Login();
        Assert.False(login.IsProvedBy(Encoding.UTF8.GetBytes(Signature)));
        Assert.NotNull(login.Final(Encoding.UTF8.GetBytes(Challenge), out _));

        Assert.False(login.IsProvedBy(Encoding.UTF8.GetBytes(last)));
    }

    [Theory]
    [InlineData("", "not as RFC 5802")]
    [InlineData("r=" + Joined, "not as RFC 5802")]
    [InlineData("m=x,r=" + Joined + ",s=" + Salt + ",i=4096", "not as RFC 5802")]
    [InlineData("r=" + Joined + ",s=?,i=4096", "not as RFC 5802")]
    [InlineData("r=" + Joined + ",s=,i=4096", "not as RFC 5802")]
    [InlineData("r=" + Joined + ",s=" + Salt + ",i=-1", "not as RFC 5802")]
    [InlineData("r=" + Joined + ",s=" + Salt + ",i=99999999999", "not as RFC 5802")]
    [InlineData("r=" + Joined + ",s=" + Salt + ",i=1", "the iterations of SCRAM lie between 4096 and 1000000, and it asks for 1")]
    [InlineData("r=" + Joined + ",s=" + Salt + ",i=2000000000", "and it asks for 2000000000")]
    [InlineData("r=" + Nonce + ",s=" + Salt + ",i=4096", "answers another login")]
    [InlineData("r=x" + Joined + ",s=" + Salt + ",i=4096", "answers another login")]
    public void A_challenge_that_is_none_is_not_answered(string challenge, string why)
    {
        Assert.Null(Login().Final(Encoding.UTF8.GetBytes(challenge), out var problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", "user", "pencil", true)]
    [InlineData("SCRAM-SHA-512", "a,b=c", "pencil", true)]
    [InlineData("SCRAM-SHA-512", "a,b=c", "pencils", false)]
    public async Task The_proxys_own_server_and_client_agree(string mechanism, string user, string password, bool isLetIn)
    {
        using var folder = new TempFolder("scram-login");
        var kind = ScramKind.Find(mechanism)!;
        UsersFile.Set(folder.Combine("users"), user, ScramCredential.Create(user, kind, "pencil"u8, 4096).ToLine());
        using var users = new UserDirectory(folder.Combine("users"), TimeProvider.System, _ => { });
        var secret = new ScramSecret(kind, user, password);

        // A second time by the keys that are known then.
        for (var i = 0; i < 2; i++)
        {
            var server = new ScramExchange(kind, new LoginAttempt(new RouteLogin(users), "10.0.0.1", LimitsPlan.Default, TimeProvider.System));
            var login = new ScramLogin(secret);
            var challenge = await server.NextAsync(login.First(), default);
            var last = await server.NextAsync(login.Final(challenge.Answer, out _), default);

            Assert.Equal(isLetIn, last.Outcome == SaslOutcome.Proved);
            Assert.Equal(isLetIn, last.Answer is { } answer && login.IsProvedBy(answer));
        }
    }

    private static ScramLogin Login() => new(new ScramSecret(ScramKind.Sha256, "user", "pencil"), Nonce);
}
