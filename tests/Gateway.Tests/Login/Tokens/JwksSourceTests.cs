using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Login.Tokens;

/// <summary>An issuer's keys, by HTTP from a provider that rotates them, is slow, wrong or away. The clock is the test's.</summary>
public sealed class JwksSourceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(6);
    private readonly TestIssuer _issuer = new("k1");
    private readonly JwksServer _server;
    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _log = new();
    private readonly Instruments _instruments = new();
    private readonly RouteMetrics _metrics;
    private JwksSource? _source;

    public JwksSourceTests()
    {
        _server = new JwksServer(_issuer.Jwks);
        _metrics = new GatewayMetrics(_instruments, _time).Route("r");
    }

    public void Dispose()
    {
        _source?.Dispose();
        _server.Dispose();
        _instruments.Dispose();
    }

    [Fact]
    public async Task Keys_are_asked_for_once_and_anew_when_they_are_old_while_nobody_waits()
    {
        await StartAsync();
        Assert.True(await HasAsync("k1") && await HasAsync("k1") && await HasAsync(""));
        Assert.Equal(1, _server.Questions);

        // When they have become old, and the provider is slow,
        var slow = new TaskCompletionSource();
        _server.Gate = slow.Task;
        _time.Advance(Interval);

        // then who comes is let in by those there are, and the provider is asked once.
        Assert.True(await HasAsync("k1") && await HasAsync("k1"));
        await Eventually.TrueAsync(() => _server.Questions == 2, Patience, "the second question");
        Assert.True(await HasAsync("k1"));
        slow.SetResult();
        await Eventually.TrueAsync(() => _source!.Age == TimeSpan.Zero, Patience, "younger keys");
        Assert.Equal(2, _server.Questions);
    }

    [Fact]
    public async Task A_key_that_is_new_is_asked_for_and_waited_for()
    {
        await StartAsync();
        _issuer.Rotate("k2", retire: true);
        _server.Answer = _issuer.Jwks;
        _time.Advance(Pause);

        Assert.True(await HasAsync("k2"));
        Assert.False(await HasAsync("k1"));
    }

    [Fact]
    public async Task Invented_keys_make_no_more_than_a_question_in_each_pause()
    {
        await StartAsync();
        for (var i = 0; i < 100; i++)
            Assert.False(await HasAsync($"invented-{i}"));
        Assert.Equal(1, _server.Questions);

        _time.Advance(Pause);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => HasAsync($"invented-{i}")));
        Assert.Equal(2, _server.Questions);
        Assert.True(await HasAsync("k1"));
    }

    [Theory]
    [InlineData(500, null, "it answers 500")]
    [InlineData(302, null, "it answers 302")]
    [InlineData(200, "<html>canary</html>", "no JSON Web Key Set")]
    public async Task A_provider_that_is_away_leaves_the_keys_for_a_time_that_is_bounded(int status, string? answer, string why)
    {
        // Given keys, and a provider that gives no more,
        await StartAsync();
        _server.Status = status;
        _server.Answer = answer ?? _server.Answer;

        // when time goes on, and clients come all the time,
        for (var asked = 1; asked <= 5; asked++)
        {
            _time.Advance(MaxAge / 5);
            Assert.True(await HasAsync("k1"));
            await Eventually.TrueAsync(() => _metrics.JwksFailed.Value == asked, Patience, "the question that fails");
        }

        // then the keys do until they are too old,
        Assert.True(_log.Contains(why) && _log.Contains("those of 21600 s ago are used until they are 21600 s old"));
        Assert.False(_log.Contains("canary"));
        _time.Advance(Pause);
        Assert.False(await HasAsync("k1"));

        // and again as soon as the provider is back.
        (_server.Status, _server.Answer) = (200, _issuer.Jwks);
        Assert.False(await HasAsync("k1"));
        _time.Advance(Pause);
        Assert.True(await HasAsync("k1"));
    }

    [Fact]
    public async Task Without_keys_nobody_is_let_in_and_who_waits_does_so_for_a_time_that_is_bounded()
    {
        // Given a provider that does not answer,
        var slow = new TaskCompletionSource();
        _server.Gate = slow.Task;
        _source = Source(TimeSpan.FromMilliseconds(200));

        // then who comes waits no longer than the settings say,
        Assert.False(await HasAsync("k1"));
        Assert.True(_log.Contains("does not answer in time (limits.jwksTimeout); there are none, so no token is taken"));

        // and is let in when it answers.
        slow.SetResult();
        _time.Advance(Pause);
        Assert.True(await HasAsync("k1"));
    }

    [Fact]
    public async Task A_provider_that_is_not_there_at_all_is_told_of()
    {
        _server.Dispose();
        _source = Source(Patience);

        Assert.False(await HasAsync("k1"));
        Assert.True(_log.Contains("can't be reached"));
    }

    [Fact]
    public async Task An_address_is_asked_where_the_certificate_that_is_named_vouches_for_it()
    {
        // Given a provider with a certificate that no machine knows,
        using var folder = new TempFolder("jwks");
        var certificate = TestCertificate.Create(folder);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        var plan = new JwksPlan(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/")) { Timeout = Patience };

        // then it is refused, and taken with the certificate's own word.
        using (_source = new JwksSource(plan, "r", _time, _log, _metrics))
            Assert.False(await HasAsync("k1"));
        Assert.True(_log.Contains("(SecureConnectionError)"));
        _source = new JwksSource(plan with { CaPem = await File.ReadAllTextAsync(certificate.CertificateFile, TestContext.Current.CancellationToken) }, "r", _time, _log, _metrics);
        Assert.True(await HasAsync("k1"));
        listener.Stop();
        await serving;
    }

    private async Task ServeAsync(TcpListener listener, TestCertificate certificate)
    {
        using var server = X509Certificate2.CreateFromPemFile(certificate.CertificateFile, certificate.KeyFile);
        var answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {_issuer.Jwks.Length}\r\nConnection: close\r\n\r\n{_issuer.Jwks}");
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(server);
                await stream.ReadAtLeastAsync(new byte[1], 1);
                await stream.WriteAsync(answer);
                await stream.ShutdownAsync();
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // Refused.
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException)
            {
                // Stopped, while it waited or before it waited again.
                return;
            }
        }
    }

    private async Task StartAsync()
    {
        _source = Source(Patience);
        await Eventually.TrueAsync(() => _source.Count > 0, Patience, "the first keys");
    }

    private JwksSource Source(TimeSpan timeout) =>
        new(new JwksPlan(_server.Url) { Interval = Interval, Pause = Pause, MaxAge = MaxAge, Timeout = timeout }, "r", _time, _log, _metrics);

    private async Task<bool> HasAsync(string keyId) => (await _source!.ForAsync(keyId, TestContext.Current.CancellationToken)).Keys?.Has(keyId) == true;
}
