using Compliance.Functional.Proxies;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Login;

/// <summary>Clients of each kind log in by tokens, rightly and wrongly, while the issuer's provider rotates its keys and goes away.</summary>
public sealed class TokenTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_client_is_let_in_by_a_good_token_and_by_no_other()
    {
        var kafka = await KafkaServer.GetAsync();
        var (issuer, other) = (new TestIssuer(), new TestIssuer());
        using var keys = new JwksServer(issuer.Jwks);
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(kafka.BootstrapServers).WithTokens(keys.Url).With("{jwksPause: 10ms}"));
        var good = issuer.Token("till", life: TimeSpan.FromMinutes(10));
        var forged = other.Token("till", life: TimeSpan.FromMinutes(10));
        var elsewhere = issuer.Token("till", (_, claims) => claims["aud"] = "another", TimeSpan.FromMinutes(10));

        // Right and wrong tokens, by each client,
        await Task.WhenAll(TokenClients.All.Select(async client =>
        {
            var (name, logIn) = client;
            Assert.True(await logIn(proxy, good), name);
            Assert.False(await logIn(proxy, elsewhere), $"{name} with a token for another audience");
            if (Nightly.IsOn || name == LoginClients.Quickest)
                Assert.False(await logIn(proxy, forged), $"{name} with a forged token");
            output.WriteLine(name);
        }));

        // and the kind that anybody can make.
        Assert.False(await TokenClients.UnsignedByKcatAsync(proxy, "till"));

        // Then keys rotate: what they sign is taken at once, what those before signed is not.
        issuer.Rotate("k2", "ES256", retire: true);
        keys.Answer = issuer.Jwks;
        var logIn = TokenClients.All[LoginClients.Quickest];
        Assert.True(await logIn(proxy, issuer.Token("till", life: TimeSpan.FromMinutes(10))));
        Assert.False(await logIn(proxy, good));

        // And the provider goes away: those it gave out do.
        keys.Status = 503;
        Assert.True(await logIn(proxy, issuer.Token("till", life: TimeSpan.FromMinutes(10))));

        foreach (var cause in new[] { "another audience", "signature is not the issuer's", "no signed JSON Web Token", "No key of the issuer" })
            await Eventually.TrueAsync(() => proxy.Log.Contains(cause, StringComparison.Ordinal), Patience, $"'{cause}' in the log");
        foreach (var token in new[] { good, forged, elsewhere })
            Assert.DoesNotContain(token.Split('.')[1], proxy.Log, StringComparison.Ordinal);
    }
}
