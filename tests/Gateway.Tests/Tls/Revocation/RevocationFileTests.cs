using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Gateway.Tls;
using Compliance.Gateway.Upstream;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Tls.Revocation;

/// <summary>Lists of revoked certificates in files, by real handshakes: who is let in, what the log says, and what a new list changes.</summary>
public sealed class RevocationFileTests : IAsyncDisposable
{
    private const string Principal = "principal: \"RULE:^CN=(.*)$/$1/\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly ScriptedBroker _broker = ScriptedBroker.Echo();
    private readonly TestAuthority _partners;
    private readonly TestIdentity _till;
    private readonly TestIdentity _other;

    public RevocationFileTests()
    {
        _partners = _world.Keep(_world.ClientRoot.Below("CN=Partners"));
        _till = _world.Keep(_world.ClientRoot.Client("CN=till"));
        _other = _world.Keep(_partners.Client("CN=other"));
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task A_certificate_on_a_list_lets_nobody_in_from_the_files_change_on_and_who_is_in_goes_on()
    {
        // Given lists of a root and of an authority below it, on which nobody stands, and two clients that are served,
        await using var proxy = await StartAsync("limits: {reloadInterval: 50ms}");
        await using var open = await TlsClient.ConnectAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, _other);
        Assert.True(await open.IsServedAsync(1));
        Assert.True(await IsServedAsync(proxy, _till));
        Assert.True(proxy.Log.Contains("Information 1025 Of route r: the list of revoked certificates of CN=Partners, number 1, counts from now on; 0 stand on it"));

        // when the authority revokes one of them, and its new list takes the file's place,
        proxy.Write("partners.crl", Pem(_partners.List([_other.Certificate], number: 2, from: TimeSpan.Zero)));
        await Eventually.TrueAsync(async () => !await IsServedAsync(proxy, _other), Patience, "the new list");

        // then it gets in no more, and the log says why; the other does, and so does what was open.
        await Eventually.TrueAsync(() => proxy.Log.All.Any(line => line.Contains("of CN=other is revoked since ", StringComparison.Ordinal) && line.Contains("(list 2 of CN=Partners)", StringComparison.Ordinal)), Patience, "the line");
        Assert.True(await IsServedAsync(proxy, _till));
        Assert.True(await open.IsServedAsync(2));
        Assert.True(proxy.Log.Contains("Information 1025 Of route r: the list of revoked certificates of CN=Partners, number 2, counts from now on; 1 stand on it"));
        Assert.Single(proxy.Log.All, line => line.Contains(" 1014 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_no_list_is_refused_aloud_and_the_list_before_it_stays()
    {
        await using var proxy = await StartAsync("limits: {reloadInterval: 0s}", revoked: _other.Certificate);
        var whole = Pem(_partners.List([], number: 2));
        foreach (var bad in new[] { "", whole[..(whole.Length / 2)], Pem(_world.Keep(TestAuthority.Root("CN=Partners")).Revoke()) })
        {
            proxy.Write("partners.crl", bad);

            Assert.False(await proxy.Process.ReloadAsync());
            Assert.True(proxy.Log.Contains("The list of revoked certificates partners.crl can't be "));
            Assert.False(await IsServedAsync(proxy, _other));
            Assert.True(await IsServedAsync(proxy, _till));
        }
    }

    [Fact]
    public async Task Where_a_list_is_over_nobody_of_its_issuer_gets_in_until_there_is_a_new_one()
    {
        await using var proxy = await StartAsync("limits: {reloadInterval: 0s}");
        proxy.Write("partners.crl", Pem(_partners.List([], from: TimeSpan.FromDays(-2), to: TimeSpan.FromHours(-1))));
        Assert.True(await proxy.Process.ReloadAsync());

        Assert.False(await IsServedAsync(proxy, _other));
        Assert.True(await IsServedAsync(proxy, _till));
        await Eventually.TrueAsync(() => proxy.Log.Contains("of CN=other may be revoked: the list of CN=Partners in clients.tls.crl has expired on "), Patience, "the line");
        Assert.True(proxy.Log.Contains("Warning 1062 "));
        Assert.InRange(Left(proxy, "CN=Partners"), -3700, -3500);
        Assert.InRange(Left(proxy, "CN=Client Root"), 6 * 86400, 8 * 86400);

        proxy.Write("partners.crl", Pem(_partners.List([], number: 2)));
        Assert.True(await proxy.Process.ReloadAsync());
        Assert.True(await IsServedAsync(proxy, _other));
    }

    [Fact]
    public async Task A_list_that_is_over_is_told_of_in_log_and_evidence()
    {
        await using var proxy = await StartAsync("limits: {reloadInterval: 0s}", to: TimeSpan.FromSeconds(-1));
        await Eventually.TrueAsync(() => proxy.Log.Contains("Error 1019 Of route r: the list of revoked certificates of CN=Partners, number 1, has expired on "), Patience, "the line");

        var told = Assert.Single(await proxy.StopAsync(), e => e.Action == "certificate.expired");
        Assert.StartsWith("The list of revoked certificates of CN=Partners, number 1, has expired on ", told.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_whose_certificate_is_revoked_hears_nothing()
    {
        // Given a broker whose authority has a list,
        await using var cluster = await TlsBroker.StartAsync(_world.Server);
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, cluster: ", tls: {ca: ca.pem, crl: [root.crl, issuing.crl]}", clients: "anonymous: true", before: proxy =>
        {
            proxy.Write("ca.pem", _world.ServerRoot.Pem);
            proxy.Write("root.crl", Pem(_world.ServerRoot.Revoke()));
            proxy.Write("issuing.crl", Pem(_world.Issuing.Revoke()));
        });
        Assert.True(await IsServedAsync(proxy));

        // when it is on it, then clients are told to come again, and nothing is said to the broker.
        proxy.Write("issuing.crl", Pem(_world.Issuing.List([_world.Server.Certificate], number: 2, from: TimeSpan.Zero)));
        Assert.True(await proxy.Process.ReloadAsync());
        Assert.False(await IsServedAsync(proxy));
        await Eventually.TrueAsync(() => proxy.Log.All.Any(line => line.Contains(" 1022 ", StringComparison.Ordinal) && line.Contains("of cluster c is revoked since ", StringComparison.Ordinal) && line.Contains("(list 2 of CN=Test Issuing)", StringComparison.Ordinal)), Patience, "the line");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_proxys_own_clients_look_into_the_file_too(bool isRevoked)
    {
        await using var cluster = await TlsBroker.StartAsync(_world.Server);
        using var folder = new TempFolder("crl");
        var tls = new BrokerTlsPlan(new Authorities([_world.ServerRoot.Certificate])) { ListsFile = folder.Write("crl.pem", Pem(_world.Issuing.Revoke(isRevoked ? [_world.Server.Certificate] : []))) };
        var said = new ConcurrentQueue<string>();
        var config = OwnClient.Reaching(new ClusterPlan("c", [new BrokerAddress("localhost", cluster.Brokers[0].Port)]) { Tls = tls }, new AdminClientConfig());
        using var client = new AdminClientBuilder(config).SetErrorHandler((_, error) => said.Enqueue(error.Reason)).SetLogHandler((_, _) => { }).Build();

        if (!isRevoked)
        {
            await Eventually.TrueAsync(() => cluster.Brokers[0].Requests.Count > 0, Patience, "the client's first request");
            return;
        }

        await Eventually.TrueAsync(() => said.Any(reason => reason.Contains("certificate verify failed", StringComparison.Ordinal)), Patience, "the refusal");
        Assert.Empty(cluster.Brokers[0].Requests);
    }

    private static async Task<bool> IsServedAsync(GovernedProxy proxy)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Request(Frames.Metadata, 1, 7, [0, 0, 0, 0]));
        return await client.ReadAsync() is not null;
    }

    private Task<bool> IsServedAsync(GovernedProxy proxy, TestIdentity identity) => TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, identity);

    private static double Left(GovernedProxy proxy, string issuer) =>
        MetricsPage.Parse(PageWriter.Write(proxy.Instruments.Families, PageFormat.Prometheus), openMetrics: false).Value("compliance_proxy_tls_revocation_list_left_seconds", ("route", "r"), ("issuer", issuer));

    private static string Pem(byte[] list) => PemEncoding.WriteString("X509 CRL", list) + "\n";

    private Task<GovernedProxy> StartAsync(string limits, X509Certificate2? revoked = null, TimeSpan? to = null) => GovernedProxy.StartAsync(
        $"{IPAddress.Loopback}:{_broker.Port}", policy: Policies.Payments, listen: ", tls: {certificate: server.pem}",
        clients: $"tls: {{ca: [ca.pem, partners.pem], crl: [root.crl, partners.crl], {Principal}}}", limits: limits,
        before: proxy =>
        {
            proxy.Write("server.pem", _world.Server.Pem);
            proxy.Write("ca.pem", _world.ClientRoot.Pem);
            proxy.Write("partners.pem", _partners.Pem);
            proxy.Write("root.crl", Pem(_world.ClientRoot.Revoke()));
            proxy.Write("partners.crl", Pem(_partners.List(revoked is null ? [] : [revoked], to: to)));
        });
}
