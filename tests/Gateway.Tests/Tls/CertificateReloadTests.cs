using System.Net;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>Certificates that change on disk: new handshakes take the new ones, open connections go on, and bad files change nothing.</summary>
public sealed class CertificateReloadTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly ScriptedBroker _broker = ScriptedBroker.Echo();

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task A_new_certificate_is_found_and_taken_by_new_handshakes_while_open_connections_go_on()
    {
        // Given a proxy that looks often, and a connection,
        await using var proxy = await StartAsync("certificate: server.crt, key: server.key", "anonymous: true", "limits: {reloadInterval: 50ms}");
        await using var old = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate);
        Assert.Equal(_world.Server.Certificate.Thumbprint, old.Sent[0].Thumbprint);

        // when certificate and key are replaced, one after the other, under traffic,
        var next = _world.Keep(_world.Issuing.Server());
        proxy.Write("server.crt", next.CertificatePem);
        Assert.True(await old.IsServedAsync(1));
        proxy.Write("server.key", next.KeyPem);
        await Eventually.TrueAsync(
            async () =>
            {
                await using var young = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate);
                return young.Sent[0].Thumbprint == next.Certificate.Thumbprint && await young.IsServedAsync(1);
            },
            Patience, "the new certificate");

        // then the old connection still answers, and the log tells of the change.
        Assert.True(await old.IsServedAsync(2));
        Assert.True(proxy.Log.Contains($"Information 1014 Route r shows clients the certificate of CN=localhost, serial {next.Certificate.SerialNumber}"));
    }

    [Fact]
    public async Task A_bad_file_is_refused_aloud_and_the_certificate_before_it_stays()
    {
        await using var proxy = await StartAsync("certificate: server.crt, key: server.key", "anonymous: true");
        var over = _world.Keep(_world.Issuing.Server(from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2)));
        var early = _world.Keep(_world.Issuing.Server(from: TimeSpan.FromDays(2)));
        var other = _world.Keep(_world.Issuing.Server());
        (string Certificate, string Key, string Problem)[] bad =
        [
            ("", _world.Server.KeyPem, "It is neither PEM nor PKCS#12."),
            (_world.Server.CertificatePem[..200], _world.Server.KeyPem, "can't be used"),
            (other.CertificatePem, _world.Server.KeyPem, "can't be used"),
            (over.CertificatePem, over.KeyPem, "The new certificate of route 'r' has expired or is not valid yet"),
            (early.CertificatePem, early.KeyPem, "The new certificate of route 'r' has expired or is not valid yet"),
        ];

        // When files that are no good take the place of the certificate, one after the other,
        foreach (var (certificate, key, problem) in bad)
        {
            var known = proxy.Log.All.Count;
            proxy.Write("server.crt", certificate);
            proxy.Write("server.key", key);

            // then each is refused, with its reason, and new clients see the one before.
            Assert.False(await proxy.Process.ReloadAsync());
            Assert.Contains(proxy.Log.All.Skip(known), line => line.StartsWith("Error 1061", StringComparison.Ordinal) && line.Contains(problem, StringComparison.Ordinal) && line.Contains("proxy.yaml:", StringComparison.Ordinal));
            await using var client = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate);
            Assert.Equal(_world.Server.Certificate.Thumbprint, client.Sent[0].Thumbprint);
        }

        Assert.Equal(bad.Length, (await proxy.StopAsync()).Count(e => e is { Action: "settings.reload", Outcome: "failure" }));
    }

    [Fact]
    public async Task Policies_that_are_no_good_hold_no_certificate_back()
    {
        // Given a proxy, and a connection,
        await using var proxy = await StartAsync("certificate: server.crt, key: server.key", "tls: {ca: ca.pem, principal: \"RULE:^CN=(.*)$/$1/\"}");
        var (till, next) = (_world.Keep(_world.ClientRoot.Client("CN=till")), _world.Keep(_world.Issuing.Server()));
        await using var open = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, till);

        // when its policy is broken, and then the certificate renewed,
        Assert.False(await proxy.UseAsync(Policies.Payments.Replace("keepLast: 4", "keepLast: many", StringComparison.Ordinal)));
        Assert.False(proxy.Log.Contains(" 1066 "));
        proxy.Write("server.crt", next.CertificatePem);
        proxy.Write("server.key", next.KeyPem);
        Assert.False(await proxy.Process.ReloadAsync());

        // then new clients see the new one, under the policy from before, and what was open goes on;
        await using (var young = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, till))
            Assert.Equal((next.Certificate.Thumbprint, true), (young.Sent[0].Thumbprint, await young.IsServedAsync(1)));
        Assert.True(await open.IsServedAsync(2));
        Assert.True(proxy.Log.Contains("Warning 1066 Settings are refused, and certificates, keys or lists of revoked ones of the plan before them have come into force all the same: route r"));

        // so are authorities, by themselves, also where the settings can't be read at all.
        var other = _world.Keep(TestAuthority.Root("CN=Next Root"));
        proxy.Write("ca.pem", other.Pem);
        proxy.Write("proxy.yaml", "clusters: [a");
        Assert.False(await proxy.Process.ReloadAsync());
        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, till));
        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(other.Client("CN=till"))));

        var reloads = (await proxy.StopAsync()).Where(e => e.Action == "settings.reload").ToList();
        Assert.Equal(["failure", "failure", "failure"], reloads.Select(e => e.Outcome));
        Assert.Equal([false, true, true], reloads.Select(e => e.Reason!.EndsWith("with its certificates renewed.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task While_settings_are_refused_files_of_certificates_are_still_looked_at_and_one_that_is_no_good_holds_back_no_other()
    {
        // Given settings that are no YAML any more,
        await using var proxy = await StartAsync("certificate: server.crt, key: server.key", "anonymous: true", "limits: {reloadInterval: 50ms}", cluster: ", tls: {ca: root.pem}");
        proxy.Write("proxy.yaml", "clusters: [a");
        await Eventually.TrueAsync(() => proxy.Log.Contains("Error 1061"), Patience, "the refusal");

        // when one file is broken and others renewed, nobody telling the proxy,
        var next = _world.Keep(_world.Issuing.Server());
        proxy.Write("root.pem", "nonsense");
        proxy.Write("server.crt", next.CertificatePem);
        proxy.Write("server.key", next.KeyPem);

        // then those are taken, and the broken one is told of.
        await Eventually.TrueAsync(
            async () =>
            {
                await using var young = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate);
                return young.Sent[0].Thumbprint == next.Certificate.Thumbprint;
            },
            Patience, "the new certificate");
        await Eventually.TrueAsync(() => proxy.Log.Contains("root.pem holds no certificate; it is PEM."), Patience, "the broken file's line");
        proxy.Write("root.pem", _world.ClientRoot.Pem);
        await Eventually.TrueAsync(() => proxy.Log.All.Any(line => line.Contains(" 1066 ", StringComparison.Ordinal) && line.EndsWith(": cluster c", StringComparison.Ordinal)), Patience, "the brokers' authority");
    }

    [Fact]
    public async Task An_authority_that_is_taken_out_lets_nobody_in_any_more_and_who_is_in_goes_on()
    {
        await using var proxy = await StartAsync("certificate: server.crt, key: server.key", "tls: {ca: ca.pem, principal: \"RULE:^CN=(.*)$/$1/\"}");
        var till = _world.Keep(_world.ClientRoot.Client("CN=till"));
        await using var open = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, till);
        Assert.True(await open.IsServedAsync(1));

        var next = _world.Keep(TestAuthority.Root("CN=Next Root"));
        proxy.Write("ca.pem", next.Pem);
        Assert.True(await proxy.Process.ReloadAsync());

        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, till));
        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _world.Keep(next.Client("CN=till"))));
        Assert.True(await open.IsServedAsync(2));
    }

    private Task<GovernedProxy> StartAsync(string tls, string clients, string more = "", string cluster = "") => GovernedProxy.StartAsync(
        $"{IPAddress.Loopback}:{_broker.Port}", policy: Policies.Payments, listen: $", tls: {{{tls}}}", clients: clients,
        cluster: cluster,
        limits: more.Length > 0 ? more : "limits: {reloadInterval: 0s}",
        before: proxy =>
        {
            proxy.Write("server.crt", _world.Server.CertificatePem);
            proxy.Write("server.key", _world.Server.KeyPem);
            proxy.Write("ca.pem", _world.ClientRoot.Pem);
            proxy.Write("root.pem", _world.ServerRoot.Pem);
        });
}
