using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Sample = Compliance.Fuzz.Engine.Sample;

namespace Compliance.Fuzz.Edge;

/// <summary>
/// A JSON Web Token as anybody may send it. An input is a token, or (first byte odd) its header and its claims, between which the first
/// zero byte stands: those are not signed by anybody. No token is taken but the one that the issuer has signed, and what is refused is refused
/// with words that hold nothing of it.
/// </summary>
internal sealed class TokenTarget : Target
{
    private const string Canary = "canary-of-a-claim";

    /// <summary>Of a key whose other half is forgotten, as the token that it has signed shows, so that an input means the same for ever.</summary>
    private const string Modulus = "zvmCSOZQ-OQm4qga5k5tMsZ_-BjEYI1FpAP7jOnm67W89EzTNXaW8iDLLi7CgtLjVAdr6GkyVYLSfeKb1tdqHabyDvp-gKQNf_rMkzsKEHdCfXzCrp6k3JnepPigjpb4t16rRQci9ezlF7cWl0tp8pQ44ZPaGamRq5TIkZ8PzA1KIrgYG02A4ti9gayC03t3mu7afELGtBC2Td0BsEZJM6JhnWzYF-lj5ADtzoTBzGhp24sKXGR5eTC4c8xvs8YDhO7ah7FoiDkTrQYN_AOnEsBDk-9UgC280AQyq9pzgX3XxNFXf70iwu__Epe_yVq8WnUO4xmrIH1bAOsAAYo-ww";
    private const string Good = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUvIiwiYXVkIjoia2Fma2EiLCJzdWIiOiJ0aWxsIiwiZXhwIjo0MDAwMDAwMDAwLCJkZXB0IjoiY2FuYXJ5LW9mLWEtY2xhaW0ifQ.ZYgnRykPP_BkEIOJSieBLysVSQ15_vejAVRgcbU8h6QlmAJiKGELQqhiAdFylicqT6AkYLgWSo-Wep6CZDXihKeg-XPdd937lPg1sj23V347LfNVc8xlM2G9v1xsT4NbuqS6FUWhWtE_RzCm8rQvzf6hdykMSKq0axXgtf01lenpVuXRjK0vLppkHakJT3Y5-To5B4lO3eAv4zqILFK2qGw2WMkzOGBi32wN7SNWrVCBhXgYQLdPausFhumE8lEP7Sj2xN0w8JNbwVe6YkmJVMEZ5cryb7EjuRrv7EYVXIV0ZAqtbQHsOjv1nso4UxEa_UARSfxcLXwHiD4aRrzyOQ";
    private readonly Instruments _instruments = new();
    private readonly JwksSource _source;
    private readonly TokenCheck _check;

    public TokenTarget()
    {
        var keys = new JwksPlan((Uri?)null) { Keys = JwksKeys.Parse(Encoding.ASCII.GetBytes($$"""{"keys":[{"kty":"RSA","kid":"k1","e":"AQAB","n":"{{Modulus}}"}]}""")) };
        _source = new JwksSource(keys, "r", TimeProvider.System, NullLogger.Instance, new GatewayMetrics(_instruments, TimeProvider.System).Route("r"));
        _check = new TokenCheck(new OAuthPlan(keys, TestIssuer.Name, [TestIssuer.Audience]) { Groups = "groups", Claims = ["dept"] }, 16 << 10, _source, TimeProvider.System);
    }

    public override string Name => "token";
    public override int Share => 3;
    public override int Head => 1;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (input.IsEmpty)
            return;
        string token = (input.Span[0] & 1) == 0 ? Encoding.Latin1.GetString(input.Span[1..]) : Unsigned(Encoding.Latin1.GetString(input.Span[1..]));
        var finding = _check.RunAsync(token, CancellationToken.None).GetAwaiter().GetResult();
        bool isGood = token.TrimEnd('=') == Good;
        Demand(finding.Status is null || finding.Problem.Length > 0, "refused without a reason");
        Demand(finding.Status is not null || (finding.User == "till" && SameSigned(token)), "a token that the issuer has not signed");
        Demand(finding.User is null || UserName.FitsPrincipal(finding.User), "a name that no principal may have");
        Demand(!finding.Problem.Contains(Canary, StringComparison.Ordinal), "words with a claim");
        probe.Count(finding.Status is null ? isGood ? "taken" : "taken, written otherwise" : finding.User is null ? "no token" : "refused");
    }

    protected override void Release()
    {
        _source.Dispose();
        _instruments.Dispose();
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
    [
        new Sample([0, .. Encoding.ASCII.GetBytes(Good)]),
        new Sample([1, .. """{"alg":"RS256","kid":"k1"}"""u8, 0, .. """{"iss":"https://login.example/","aud":["kafka"],"sub":"till","exp":4000000000,"nbf":1,"groups":["a"],"dept":"canary-of-a-claim"}"""u8]),
        new Sample([1, .. """{"alg":"none"}"""u8, 0, .. """{"iss":"https://login.example/","aud":"kafka","sub":"till","exp":1e300}"""u8]),
        new Sample([1, .. """{"alg":"HS256","crit":["b64"],"kid":7}"""u8, 0, .. """{"sub":["a"],"exp":"soon","nbf":-1,"aud":{},"iss":null}"""u8]),
    ];

    /// <summary>What is signed is the issuer's; the signature alone may be written in more ways than one.</summary>
    private bool SameSigned(string token) => token.StartsWith(Good[..(Good.LastIndexOf('.') + 1)], StringComparison.Ordinal);

    private static string Unsigned(string text)
    {
        int end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : $"{TestIssuer.Part(text[..end])}.{TestIssuer.Part(text[(end + 1)..])}.AAAA";
    }
}
