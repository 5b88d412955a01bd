using System.Net.Security;
using System.Security.Authentication;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tls;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>
/// Sessions are taken up again by their tickets, as OpenSSL's client sees it; not where clients show certificates, which are looked at anew
/// each time, nor where the settings choose the suites, since the runtime gives no tickets there.
/// </summary>
public sealed class ResumptionTests : IAsyncDisposable
{
    private const string Client = "/usr/bin/openssl";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly ScriptedBroker _broker = ScriptedBroker.Echo();
    private readonly TempFolder _folder = new("tickets");

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _world.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_client_that_comes_again_takes_its_session_up(string version)
    {
        // The runtime throws idle contexts away, and the key of their tickets with them, whenever a process has come to 32 more certificates:
        // the tests of a whole run do, and then only the next client that comes again finds its session.
        var second = await ComeTwiceAsync(version, _world.Plan());
        for (var again = 0; again < 2 && second.StartsWith("New,", StringComparison.Ordinal); again++)
            second = await ComeTwiceAsync(version, _world.Plan());
        Assert.StartsWith("Reused,", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Certificates_of_clients_are_looked_at_each_time(string version) =>
        Assert.StartsWith("New,", await ComeTwiceAsync(version, _world.Plan(isRequired: false)), StringComparison.Ordinal);

    [Fact]
    public async Task With_suites_of_the_settings_there_are_no_tickets()
    {
        var suites = CipherChoice.Of([TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384], SslProtocols.Tls12, "ECDSA", out _);
        Assert.StartsWith("New,", await ComeTwiceAsync("-tls1_2", _world.Plan(ciphers: suites)), StringComparison.Ordinal);
    }

    /// <summary>What the client says of its second session.</summary>
    private async Task<string> ComeTwiceAsync(string version, TlsPlan plan)
    {
        if (!File.Exists(Client))
            MissingPart.Report("OpenSSL's client", "Install openssl (Debian: openssl).");
        await using var proxy = await RunningProxy.StartAsync([_broker.Port], tls: plan);
        var session = _folder.Combine("session");
        string[] connect = ["s_client", "-connect", $"127.0.0.1:{proxy.Bootstrap.Port}", "-servername", "localhost", "-CAfile", _folder.Write("root.pem", _world.ServerRoot.Pem), version];
        await using (var first = ChildProcess.Start(Client, [.. connect, "-sess_out", session]))
        {
            await first.WaitForLineAsync(line => line.StartsWith("New,", StringComparison.Ordinal), Patience);

            // In 1.3 tickets follow the handshake, and the client writes each down as it comes; where there are none, nothing follows.
            if (version == "-tls1_3" && plan.Clients is null)
                await Eventually.TrueAsync(() => new FileInfo(session) is { Exists: true, Length: > 0 }, Patience, "a ticket");
            await first.Input.WriteLineAsync("Q");
            await first.Input.FlushAsync();
            await first.WaitForExitAsync(Patience);
        }

        await using var second = ChildProcess.Start(Client, File.Exists(session) ? [.. connect, "-sess_in", session] : connect);
        return await second.WaitForLineAsync(line => line.StartsWith("New,", StringComparison.Ordinal) || line.StartsWith("Reused,", StringComparison.Ordinal), Patience);
    }
}
