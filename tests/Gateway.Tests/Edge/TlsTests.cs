using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge;

/// <summary>Clients behind TLS: the same frames come through, and who does not speak it is told so in the log.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("tls");
    private readonly ScriptedBroker _broker = new(frame => Frames.Answer(Frames.CorrelationIdOf(frame), frame));
    private TestCertificate _certificate = null!;
    private RunningProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _certificate = TestCertificate.Create(_folder);
        _proxy = await RunningProxy.StartAsync(
            [_broker.Port], LimitsPlan.Default with { AuthenticationTimeout = TimeSpan.FromSeconds(6) }, tls: TlsPlan.Read(_certificate.CertificateFile, _certificate.KeyFile));
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Frames_of_every_size_pass_in_both_directions(SslProtocols version)
    {
        await using var client = await ConnectAsync(version);
        foreach (var padding in new[] { 0, 10, 16_384, 300_000 })
        {
            var request = Frames.Request(Frames.Heartbeat, 0, padding, new byte[padding]);
            await client.WriteAsync(request);
            var answer = await Frames.ReadAsync(client, CancellationToken.None);

            Assert.NotNull(answer);
            Assert.Equal(request[4..], answer[4..]);
        }

        Assert.Equal(version, client.SslProtocol);
    }

    [Fact]
    public async Task A_client_that_closes_its_half_still_gets_its_answer_and_the_session_ends()
    {
        await using var client = await ConnectAsync(SslProtocols.Tls13);
        await client.WriteAsync(Frames.Beat(7));
        await client.ShutdownAsync();

        Assert.Equal(7, BinaryPrimitives.ReadInt32BigEndian(await Frames.ReadAsync(client, CancellationToken.None)));
        Assert.Equal(0, await client.ReadAsync(new byte[1]));
        await Eventually.TrueAsync(() => _proxy.Sessions.Count == 0, Patience, "the session's end");
        Assert.True(_proxy.Log.Contains("ended: Closed"));
    }

    [Fact]
    public async Task A_plain_client_is_closed_and_the_log_says_why()
    {
        using var client = await _proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => _proxy.Log.Contains("security.protocol SSL"), Patience, "the reason");
    }

    [Fact]
    public async Task A_handshake_that_stops_half_way_ends_in_time()
    {
        using var client = await _proxy.ConnectAsync();
        await client.SendAsync([0x16, 0x03, 0x01, 0x02, 0x00]);

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => _proxy.Log.Contains("limits.authenticationTimeout"), Patience, "the reason");
    }

    [Fact]
    public async Task An_older_protocol_is_refused()
    {
#pragma warning disable CA5397, SYSLIB0039 // The protocol that must not be spoken.
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
    }

    private async Task<SslStream> ConnectAsync(SslProtocols version)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_proxy.Bootstrap);
        var client = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(_certificate.CertificateFile) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        return client;
    }
}
