using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Authentication;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tls;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge;

/// <summary>Clients behind TLS: the same frames come through, and who does not speak it, or does not come to its end, is told so in the log.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly ScriptedBroker _broker = new(frame => Frames.Answer(Frames.CorrelationIdOf(frame), frame));
    private RunningProxy _proxy = null!;

    public async ValueTask InitializeAsync() => _proxy = await StartAsync(_world.Plan(), LimitsPlan.Default);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _broker.DisposeAsync();
        _world.Dispose();
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
            await client.Stream.WriteAsync(request);
            var answer = await Frames.ReadAsync(client.Stream, CancellationToken.None);

            Assert.NotNull(answer);
            Assert.Equal(request[4..], answer[4..]);
        }

        Assert.Equal(version, client.Stream.SslProtocol);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_whole_chain_is_sent_so_that_a_client_needs_the_root_alone(SslProtocols version)
    {
        await using var client = await ConnectAsync(version);

        Assert.Contains(_world.Issuing.Certificate.Thumbprint, client.Sent.Select(certificate => certificate.Thumbprint));
        Assert.DoesNotContain(_world.ServerRoot.Certificate.Thumbprint, client.Sent.Select(certificate => certificate.Thumbprint));
    }

    [Fact]
    public async Task A_client_that_closes_its_half_still_gets_its_answer_and_the_session_ends()
    {
        await using var client = await ConnectAsync(SslProtocols.Tls13);
        await client.Stream.WriteAsync(Frames.Beat(7));
        await client.Stream.ShutdownAsync();

        Assert.Equal(7, BinaryPrimitives.ReadInt32BigEndian(await Frames.ReadAsync(client.Stream, CancellationToken.None)));
        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1]));
        await Eventually.TrueAsync(() => _proxy.Sessions.Count == 0, Patience, "the session's end");
        Assert.True(_proxy.Log.Contains("ended: Closed"));
    }

    [Fact]
    public async Task A_plain_client_is_closed_and_the_log_says_why()
    {
        using var client = await _proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));

        Assert.Null(await client.ReadAsync());
        await Eventually.TrueAsync(() => _proxy.Log.Contains("PlainOnTlsPort"), Patience, "the kind");
        Assert.True(_proxy.Log.Contains("Warning 1022") && _proxy.Log.Contains("let it use security.protocol SSL (SASL_SSL where it logs in)"));
    }

    [Fact]
    public async Task A_client_with_tls_on_a_plain_port_is_closed_and_the_log_says_why()
    {
        await using var plain = await RunningProxy.StartAsync(_broker.Port);

        Assert.False(await TlsClient.IsServedAsync(plain.Bootstrap, _world.ServerRoot.Certificate, null));
        await Eventually.TrueAsync(() => plain.Log.Contains("TlsOnPlainPort"), Patience, "the kind");
        Assert.True(plain.Log.Contains("let the client use PLAINTEXT, or the route TLS"));
    }

    [Theory]
    [InlineData(new byte[] { 0x16, 0x03, 0x01, 0x02, 0x00 })]
    [InlineData(new byte[0])]
    public async Task A_handshake_that_stops_half_way_or_never_begins_ends_in_time_and_others_go_on(byte[] begun)
    {
        // Given two places for one address, of which a slow client has one,
        await using var proxy = await StartAsync(_world.Plan(), LimitsPlan.Default with { HandshakeTimeout = TimeSpan.FromSeconds(2), MaxHandshakes = 8 });
        using var slow = await proxy.ConnectAsync();
        await slow.SendAsync(begun);

        // when somebody else comes meanwhile, then it is served,
        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, null));

        // and the slow one is closed.
        Assert.Null(await slow.ReadAsync());
        await Eventually.TrueAsync(() => proxy.Log.Contains("limits.handshakeTimeout"), Patience, "the reason");
    }

    [Fact]
    public async Task Who_sends_a_byte_of_its_handshake_now_and_then_is_closed_too()
    {
        await using var proxy = await StartAsync(_world.Plan(), LimitsPlan.Default with { HandshakeTimeout = TimeSpan.FromSeconds(2) });
        using var loris = await proxy.ConnectAsync();
        var isClosed = loris.ReadAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await loris.SendAsync([0x16]);
                }
                catch (IOException)
                {
                    // Closed under it.
                }

                return isClosed.IsCompleted;
            },
            Patience, "the end");
        Assert.True(proxy.Log.Contains("limits.handshakeTimeout") || proxy.Log.Contains("TlsFailed"));
    }

    [Fact]
    public async Task An_older_protocol_is_refused()
    {
#pragma warning disable CA5397, SYSLIB0039 // The protocol that must not be spoken.
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
    }

    [Fact]
    public async Task The_suites_that_the_settings_choose_are_spoken_and_no_others()
    {
        var choice = CipherChoice.Of([TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384], SslProtocols.Tls12 | SslProtocols.Tls13, "ECDSA", out _);
        await using var proxy = await StartAsync(_world.Plan(ciphers: choice), LimitsPlan.Default);

        await using var newer = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, version: SslProtocols.Tls13);
        await using var older = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, version: SslProtocols.Tls12);

        Assert.Equal(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, newer.Stream.NegotiatedCipherSuite);
        Assert.Equal(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, older.Stream.NegotiatedCipherSuite);
    }

    private Task<TlsClient> ConnectAsync(SslProtocols version) => TlsClient.ConnectAsync(_proxy.Bootstrap, _world.ServerRoot.Certificate, version: version);

    private Task<RunningProxy> StartAsync(TlsPlan plan, LimitsPlan limits) => RunningProxy.StartAsync([_broker.Port], limits, tls: plan);
}
