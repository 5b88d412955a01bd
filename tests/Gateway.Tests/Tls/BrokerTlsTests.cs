using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>Which brokers the proxy speaks to inside TLS, and which it leaves without a word, by real handshakes.</summary>
public sealed class BrokerTlsTests : IDisposable
{
    private const string Trusting = ", tls: {ca: ca.pem}";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_broker_that_its_authority_vouches_for_is_asked_for_by_its_host_and_serves()
    {
        // Given a broker whose certificate an authority between signed,
        await using var cluster = await TlsBroker.StartAsync(_world.Server);
        await using var proxy = await StartAsync($"localhost:{cluster.Brokers[0].Port}", Trusting);

        // when clients come, then they are served, on one connection after the other and for requests large and small,
        Assert.True(await IsServedAsync(proxy));
        using (var client = await proxy.ConnectAsync())
        {
            await client.SendAsync([.. Enumerable.Range(1, 50).Select(Asked)]);
            Assert.Equal(Enumerable.Range(1, 50), await client.ReadCorrelationIdsAsync(50));
        }

        // and the broker was asked for by its name, in 1.3.
        Assert.All(cluster.Brokers[0].Handshakes.Where(shake => shake.Name.Length > 0), shake => Assert.Equal(("localhost", SslProtocols.Tls13, null), shake));
        Assert.Contains(cluster.Brokers[0].Handshakes, shake => shake.Name == "localhost");
    }

    [Fact]
    public async Task A_broker_that_is_not_who_it_should_be_hears_nothing_and_the_log_says_why()
    {
        var stranger = _world.Keep(TestAuthority.Root("CN=Stranger"));
        (TestIdentity Identity, string Why)[] bad =
        [
            (_world.Keep(stranger.Server()), "does not lead to a root in the cluster's tls.ca"),
            (_world.Keep(_world.Issuing.Server(from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2))), "has expired on "),
            (_world.Keep(_world.Issuing.Server(from: TimeSpan.FromDays(2))), "is not valid before "),
            (_world.Keep(_world.Issuing.Server(host: "other.example")), "is for DNS:other.example, not for 127.0.0.1"),
            (_world.Keep(_world.Issuing.Client("CN=localhost", names: names => names.AddIpAddress(IPAddress.Loopback))), "is not meant for servers (extended key usage)"),
        ];
        foreach (var (identity, why) in bad)
        {
            await using var cluster = await TlsBroker.StartAsync(identity);
            await using var proxy = await StartAsync(cluster.BootstrapServers, Trusting);

            Assert.False(await IsServedAsync(proxy));

            await SaysAsync(proxy, "1022 Session", why);
            await SaysAsync(proxy, "1041 Cluster c can't be asked", why);
            Assert.Empty(cluster.Brokers[0].Requests);
        }
    }

    [Fact]
    public async Task Roots_of_the_machine_vouch_where_the_settings_name_none_and_a_tests_are_none_of_them()
    {
        await using var cluster = await TlsBroker.StartAsync(_world.Server);
        await using var proxy = await StartAsync(cluster.BootstrapServers, ", tls: {}");

        Assert.False(await IsServedAsync(proxy));
        await SaysAsync(proxy, "does not lead to a root");
    }

    [Fact]
    public async Task Where_certificates_hold_another_name_than_the_host_the_settings_tell_it()
    {
        await using var cluster = await TlsBroker.StartAsync(_world.Keep(_world.Issuing.Server(host: "kafka.example")));
        await using var proxy = await StartAsync(cluster.BootstrapServers, ", tls: {ca: ca.pem, name: kafka.example}");

        Assert.True(await IsServedAsync(proxy));
        Assert.All(cluster.Brokers[0].Handshakes, shake => Assert.Equal("kafka.example", shake.Name));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_broker_that_wants_a_certificate_is_shown_one_with_its_chain_and_without_it_clients_learn_so_by_a_close(SslProtocols version)
    {
        await using var cluster = await TlsBroker.StartAsync(_world.Server, _world.ClientRoot.Certificate, version);
        var shown = _world.Keep(_world.Keep(_world.ClientRoot.Below("CN=Proxies")).Client("CN=proxy"));
        await using (var proxy = await StartAsync(cluster.BootstrapServers, ", tls: {ca: ca.pem, certificate: proxy.pem}", shown))
        {
            Assert.True(await IsServedAsync(proxy));
            Assert.All(cluster.Brokers[0].Handshakes, shake => Assert.Equal(("CN=proxy", version), (shake.Subject, shake.Version)));
            Assert.True(proxy.Log.Contains($"Information 1017 Cluster c is shown the certificate of CN=proxy, serial {shown.Certificate.SerialNumber}"));
        }

        await using (var bare = await StartAsync(cluster.BootstrapServers, Trusting))
        {
            Assert.False(await IsServedAsync(bare));
            await SaysAsync(bare, "1041 Cluster c", "a client's certificate", "tls.certificate");
        }

        await using var strange = await StartAsync(cluster.BootstrapServers, ", tls: {ca: ca.pem, certificate: proxy.pem}", _world.Keep(_world.ServerRoot.Client("CN=proxy")));
        Assert.False(await IsServedAsync(strange));
        await SaysAsync(strange, "1041 Cluster c");
    }

    [Fact]
    public async Task A_broker_in_plain_and_one_in_TLS_where_the_other_was_meant_are_told_apart()
    {
        await using var plain = await FakeCluster.StartAsync();
        await using var secure = await TlsBroker.StartAsync(_world.Server);
        await using var hasty = await StartAsync(plain.BootstrapServers, Trusting);
        await using var open = await StartAsync(secure.BootstrapServers, "");

        Assert.False(await IsServedAsync(hasty));
        Assert.False(await IsServedAsync(open));

        await SaysAsync(hasty, "1041 Cluster c", "Is the port one of a listener with TLS (SSL or SASL_SSL)?");
        await SaysAsync(open, "1041 Cluster c", "where it wants TLS (a listener SSL or SASL_SSL), add 'tls' to the cluster");
    }

    [Fact]
    public async Task A_broker_of_too_old_a_version_is_refused()
    {
        await using var cluster = await TlsBroker.StartAsync(_world.Server, version: SslProtocols.Tls12);
        await using var proxy = await StartAsync(cluster.BootstrapServers, ", tls: {ca: ca.pem, minVersion: 1.3}");

        Assert.False(await IsServedAsync(proxy));
        await SaysAsync(proxy, "1041 Cluster c", "The TLS handshake with broker 127.0.0.1:", "failed: ");
        Assert.Empty(cluster.Brokers[0].Handshakes);
    }

    [Fact]
    public async Task A_broker_that_never_answers_the_handshake_is_not_waited_for_any_longer_than_the_settings_say()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var proxy = await StartAsync($"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", Trusting, limits: "handshakeTimeout: 1s");

        Assert.False(await IsServedAsync(proxy));
        await SaysAsync(proxy, "was not done after 1 s (limits.handshakeTimeout)");
    }

    [Fact]
    public async Task A_certificate_that_changes_on_disk_is_shown_to_brokers_from_then_on_while_open_connections_go_on()
    {
        // Given a proxy that looks often, and a connection,
        await using var cluster = await TlsBroker.StartAsync(_world.Server, _world.ClientRoot.Certificate);
        await using var proxy = await StartAsync(cluster.BootstrapServers, ", tls: {ca: ca.pem, certificate: proxy.pem}", _world.Keep(_world.ClientRoot.Client("CN=proxy")), "reloadInterval: 50ms");
        using var old = await proxy.ConnectAsync();
        await old.SendAsync(Asked(1));
        Assert.Equal(1, await old.ReadCorrelationIdAsync());

        // when the file is replaced,
        proxy.Write("proxy.pem", _world.Keep(_world.ClientRoot.Client("CN=next")).Pem);
        await Eventually.TrueAsync(
            async () => await IsServedAsync(proxy) && cluster.Brokers[0].Handshakes[^1].Subject == "CN=next", Patience, "the new certificate");

        // then the connection from before goes on; and one that is over changes nothing.
        await old.SendAsync(Asked(2));
        Assert.Equal(2, await old.ReadCorrelationIdAsync());
        proxy.Write("proxy.pem", _world.Keep(_world.ClientRoot.Client("CN=late", to: TimeSpan.FromMinutes(-5))).Pem);
        await SaysAsync(proxy, "Error 1061", "The new certificate of cluster 'c' has expired or is not valid yet");
        Assert.True(await IsServedAsync(proxy));
        Assert.DoesNotContain(cluster.Brokers[0].Handshakes, shake => shake.Subject == "CN=late");
    }

    private static byte[] Asked(int correlationId) => Frames.Request(Frames.Metadata, 1, correlationId, [0, 0, 0, 0]);

    private static async Task<bool> IsServedAsync(GovernedProxy proxy)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Asked(7));
        return await client.ReadAsync() is not null;
    }

    private static Task SaysAsync(GovernedProxy proxy, params string[] parts) => Eventually.TrueAsync(
        () => proxy.Log.All.Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal))), Patience, $"a line with {string.Join(" and ", parts)}");

    private Task<GovernedProxy> StartAsync(string brokers, string cluster, TestIdentity? shown = null, string limits = "reloadInterval: 0s") => GovernedProxy.StartAsync(
        brokers, clients: "anonymous: true", cluster: cluster, limits: $"limits: {{{limits}}}",
        before: proxy =>
        {
            proxy.Write("ca.pem", _world.ServerRoot.Pem);
            if (shown is not null)
                proxy.Write("proxy.pem", shown.Pem);
        });
}
