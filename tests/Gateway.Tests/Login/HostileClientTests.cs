using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Compliance.Gateway.Login;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;
using static Compliance.Gateway.Tests.Fakes.SaslFrames;

namespace Compliance.Gateway.Tests.Login;

/// <summary>
/// Who means no good at the door, in each common way: it is refused, the log says why, and a client that is in meanwhile goes on, on its
/// connection and on a new one.
/// </summary>
public sealed class HostileClientTests : IAsyncDisposable
{
    private const short AuthenticationFailed = 58;
    private const string Bearer = "OAUTHBEARER";
    private const string Scram = "SCRAM-SHA-256";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly ScriptedBroker _broker = ScriptedBroker.Echo();
    private readonly TempFolder _folder = new("hostile");
    private readonly TestIssuer _issuer = new();

    public static TheoryData<string, string> Ways { get; } = new()
    {
        { nameof(HalfHandshake), "limits.handshakeTimeout" },
        { nameof(SlowLoris), "limits.authenticationTimeout" },
        { nameof(OversizedFrame), "(FrameTooLarge" },
        { nameof(OversizedToken), "larger than limits.maxTokenBytes" },
        { nameof(UnsignedToken), "The token is not signed, or by an algorithm that is not taken" },
        { nameof(TokenWithoutAnySignature), "The token is no signed JSON Web Token" },
        { nameof(TokenForAnother), "The token is for another audience than oauth.audience names." },
        { nameof(TokenOfAnotherKind), "of the type (typ) that oauth.type names" },
        { nameof(TokenReplayed), "The token has expired." },
        { nameof(ExchangeReplayed), "The last SCRAM message answers another exchange." },
        { nameof(ExpiredCertificate), "of CN=late has expired on " },
        { nameof(EarlyCertificate), "of CN=early is not valid before " },
    };

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _world.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_is_refused_with_its_cause_in_the_log_and_others_go_on(string way, string cause)
    {
        // Given a route with TLS, certificates for who has one, and two mechanisms, and a client that is in,
        var users = _folder.Combine("users");
        UsersFile.Set(users, "till", ScramCredential.Create("till", ScramKind.Sha256, "pencil"u8, 4096).ToLine());
        var keys = new JwksPlan((Uri?)null) { Keys = JwksKeys.Parse(Encoding.UTF8.GetBytes(_issuer.Jwks)) };
        var clients = new ClientsPlan(users)
        {
            Mechanisms = [Scram, Bearer],
            OAuth = new OAuthPlan(keys, TestIssuer.Name, [TestIssuer.Audience]) { ClockSkew = TimeSpan.Zero, Type = "at+jwt" },
        };
        var limits = LimitsPlan.Default with { HandshakeTimeout = TimeSpan.FromSeconds(2), AuthenticationTimeout = TimeSpan.FromSeconds(4), MaxTokenBytes = 4 << 10 };
        await using var proxy = await RunningProxy.StartAsync([_broker.Port], limits, clients, tls: _world.Plan(isRequired: false));
        await using var bystander = await EnterAsync(proxy);
        Assert.True(await bystander.IsServedAsync(1));

        // when the other comes, then it is refused,
        Assert.True(await RefusedAsync(way, proxy), $"{way} was let in");

        // the log tells the cause and no secret, and the bystander has noticed nothing.
        await Eventually.TrueAsync(() => proxy.Log.Contains(cause), Patience, $"the line with '{cause}'");
        Assert.False(proxy.Log.Contains("pencil") || proxy.Log.Contains("eyJ"));
        Assert.True(await bystander.IsServedAsync(2));
        await using var next = await EnterAsync(proxy);
        Assert.True(await next.IsServedAsync(3));
    }

    private Task<bool> RefusedAsync(string way, RunningProxy proxy) => way switch
    {
        nameof(HalfHandshake) => HalfHandshake(proxy),
        nameof(SlowLoris) => SlowLoris(proxy),
        nameof(OversizedFrame) => OversizedFrame(proxy),
        nameof(OversizedToken) => OversizedToken(proxy),
        nameof(UnsignedToken) => UnsignedToken(proxy),
        nameof(TokenWithoutAnySignature) => TokenWithoutAnySignature(proxy),
        nameof(TokenForAnother) => TokenForAnother(proxy),
        nameof(TokenOfAnotherKind) => TokenOfAnotherKind(proxy),
        nameof(TokenReplayed) => TokenReplayed(proxy),
        nameof(ExchangeReplayed) => ExchangeReplayed(proxy),
        nameof(ExpiredCertificate) => ExpiredCertificate(proxy),
        nameof(EarlyCertificate) => EarlyCertificate(proxy),
        _ => throw new ArgumentException("no such way", nameof(way)),
    };

    private static async Task<bool> HalfHandshake(RunningProxy proxy)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync([0x16, 0x03, 0x01, 0x02, 0x00]);
        return await client.ReadAsync() is null;
    }

    /// <summary>A byte of its login now and then.</summary>
    private async Task<bool> SlowLoris(RunningProxy proxy)
    {
        await using var client = await ConnectAsync(proxy);
        var end = ReadAsync(client);
        foreach (var one in Authenticate(1, 1, new string('x', 1000)))
        {
            if (end.IsCompleted)
                break;
            try
            {
                await client.Stream.WriteAsync(new[] { one });
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(end, Task.Delay(50));
        }

        return await end is null;
    }

    private async Task<bool> OversizedFrame(RunningProxy proxy)
    {
        await using var client = await ConnectAsync(proxy);
        await client.Stream.WriteAsync(Handshake(1, 1, Bearer));
        await ReadAsync(client);
        await client.Stream.WriteAsync(new byte[] { 0x7f, 0xff, 0xff, 0xff });
        return await ReadAsync(client) is null;
    }

    private Task<bool> OversizedToken(RunningProxy proxy) => IsRefusedAsync(proxy, Token(claims: claims => claims["padding"] = new string('x', 8 << 10)));

    private Task<bool> UnsignedToken(RunningProxy proxy) => IsRefusedAsync(proxy, _issuer.Token("till", (header, _) => (header["typ"], header["alg"]) = ("at+jwt", "none")));

    private static string Claims => $$"""{"iss":"{{TestIssuer.Name}}","aud":"{{TestIssuer.Audience}}","sub":"till","exp":4000000000}""";

    private Task<bool> TokenWithoutAnySignature(RunningProxy proxy) => IsRefusedAsync(proxy, TestIssuer.Unsigned("""{"alg":"none","typ":"at+jwt"}""", Claims));

    /// <summary>A good token of the same issuer, which a service that it is for has kept.</summary>
    private Task<bool> TokenForAnother(RunningProxy proxy) => IsRefusedAsync(proxy, Token(claims: claims => claims["aud"] = "another-service"));

    /// <summary>One that tells a client who has logged in, and is none to get in by.</summary>
    private Task<bool> TokenOfAnotherKind(RunningProxy proxy) => IsRefusedAsync(proxy, _issuer.Token("till"));

    /// <summary>A token that was good once, as somebody has kept it from a connection.</summary>
    private async Task<bool> TokenReplayed(RunningProxy proxy)
    {
        var (token, end) = (Token(life: TimeSpan.FromSeconds(3)), TimeProvider.System.GetUtcNow().AddSeconds(4));
        await using (var first = await ConnectAsync(proxy))
            Assert.Equal(0, await LogInAsync(first, token));
        if (end - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } rest)
            await Task.Delay(rest);
        return await IsRefusedAsync(proxy, token);
    }

    /// <summary>All that a client has said as it logged in, word for word.</summary>
    private async Task<bool> ExchangeReplayed(RunningProxy proxy)
    {
        const string First = "n=till,r=fyko";
        await using var heard = await ConnectAsync(proxy);
        var challenge = await ChallengeAsync(heard, First);
        var last = ScramTests.Answer(ScramKind.Sha256, First, challenge, "pencil");
        await heard.Stream.WriteAsync(Authenticate(1, 3, last));
        Assert.Equal(0, ReadAuthenticate(await ReadAsync(heard), 1).Error);

        await using var client = await ConnectAsync(proxy);
        await ChallengeAsync(client, First);
        await client.Stream.WriteAsync(Authenticate(1, 3, last));
        return ReadAuthenticate(await ReadAsync(client), 1).Error == AuthenticationFailed && await ReadAsync(client) is null;
    }

    private async Task<bool> ExpiredCertificate(RunningProxy proxy) => !await TlsClient.IsServedAsync(
        proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=late", from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2))));

    private async Task<bool> EarlyCertificate(RunningProxy proxy) => !await TlsClient.IsServedAsync(
        proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(_world.ClientRoot.Client("CN=early", from: TimeSpan.FromDays(2))));

    private string Token(Action<System.Text.Json.Nodes.JsonObject>? claims = null, TimeSpan? life = null) => _issuer.Token("till", (header, body) =>
    {
        header["typ"] = "at+jwt";
        claims?.Invoke(body);
    }, life);

    /// <summary>Who has a right to be in.</summary>
    private async Task<TlsClient> EnterAsync(RunningProxy proxy)
    {
        var client = await ConnectAsync(proxy);
        Assert.Equal(0, await LogInAsync(client, Token(life: TimeSpan.FromHours(1))));
        return client;
    }

    private Task<TlsClient> ConnectAsync(RunningProxy proxy) => TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate);

    private async Task<bool> IsRefusedAsync(RunningProxy proxy, string token)
    {
        await using var client = await ConnectAsync(proxy);
        return await LogInAsync(client, token) == AuthenticationFailed && await ReadAsync(client) is null;
    }

    /// <summary>The error that comes of it in the end: what a broker says of a bad token has to be acknowledged first (RFC 7628).</summary>
    private static async Task<short> LogInAsync(TlsClient client, string token)
    {
        await client.Stream.WriteAsync(Handshake(1, 1, Bearer));
        await ReadAsync(client);
        await client.Stream.WriteAsync(Authenticate(1, 2, TestIssuer.Message(token)));
        var (error, _, status, _) = ReadAuthenticate(await ReadAsync(client), 1);
        if (error != 0 || status.Length == 0)
            return error;
        await client.Stream.WriteAsync(Authenticate(1, 3, "\u0001"));
        return ReadAuthenticate(await ReadAsync(client), 1).Error;
    }

    private static async Task<string> ChallengeAsync(TlsClient client, string bare)
    {
        await client.Stream.WriteAsync(Handshake(1, 1, Scram));
        await ReadAsync(client);
        await client.Stream.WriteAsync(Authenticate(1, 2, "n,," + bare));
        return ReadAuthenticate(await ReadAsync(client), 1).Token;
    }

    /// <summary>Null: the proxy has closed the connection.</summary>
    private static async Task<byte[]?> ReadAsync(TlsClient client)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await Frames.ReadAsync(client.Stream, limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            return null;
        }
    }
}
