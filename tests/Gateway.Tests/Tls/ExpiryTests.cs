using System.Net;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Gateway.Tls;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>Whoever looks after certificates hears in time that one ends, and not all the time.</summary>
public sealed class ExpiryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly LogLines _log = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow().AddHours(1));

    public void Dispose() => _world.Dispose();

    [Fact]
    public void It_is_said_when_a_fifth_is_left_each_time_that_the_rest_has_halved_and_when_it_is_over()
    {
        // Given a certificate of 90 days,
        var plan = Plan();
        var loop = new ExpiryLoop(() => plan, null, _time, _log);
        loop.Look();
        Assert.Empty(_log.All);

        // when its days pass, one by one,
        var said = new List<int>();
        for (var day = 1; day <= 95; day++)
        {
            var before = _log.All.Count;
            _time.Advance(TimeSpan.FromDays(1));
            loop.Look();
            if (_log.All.Count > before)
                said.Add(90 - day);
        }

        // then 18, 9, 4, 2 and 1 days before its end, and at it, there was a line, and no other.
        Assert.Equal([18, 9, 4, 2, 1, 0], said);
        Assert.All(_log.All.SkipLast(1), line => Assert.StartsWith("Warning 1012 Route r: the certificate (server) of CN=localhost, serial ", line, StringComparison.Ordinal));
        Assert.StartsWith("Error 1013 ", _log.All.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_takes_its_place_begins_anew()
    {
        var plan = Plan();
        var loop = new ExpiryLoop(() => plan, null, _time, _log);
        loop.Look();
        _time.Advance(TimeSpan.FromDays(85));
        loop.Look();
        Assert.Single(_log.All);

        plan = Plan(to: TimeSpan.FromDays(200));
        _time.Advance(TimeSpan.FromDays(1));
        loop.Look();

        Assert.Single(_log.All);
    }

    [Fact]
    public void The_metric_tells_how_long_each_certificate_lasts()
    {
        var plan = Plan(isRequired: true);
        using var instruments = new Instruments();
        TlsMetrics.Declare(instruments, new HandshakeGate(1), () => plan, _time);
        _time.Advance(TimeSpan.FromDays(91));

        var page = MetricsPage.Parse(PageWriter.Write(instruments.Families, PageFormat.Prometheus), openMetrics: false);
        double Days(string use, string subject) => page.Value("compliance_proxy_tls_certificate_left_seconds", ("route", "r"), ("use", use), ("subject", subject)) / 86400;
        Assert.Equal(-1, Days("server", "CN=localhost"), tolerance: 0.1);
        Assert.InRange(Days("chain", "CN=Test Issuing"), 600, 700);
        Assert.InRange(Days("ca", "CN=Client Root"), 600, 700);
    }

    [Fact]
    public void What_is_shown_to_brokers_and_who_vouches_for_them_is_told_of_too()
    {
        var shown = _world.Keep(_world.ClientRoot.Client("CN=proxy", from: TimeSpan.Zero));
        var tls = new BrokerTlsPlan(new Authorities([_world.ServerRoot.Certificate]), ServerCertificate.Read(System.Text.Encoding.UTF8.GetBytes(shown.Pem), [], null));
        var plan = new ActivePlan([new ClusterPlan("c", []) { Tls = tls }], [], LimitsPlan.Default, null, null);
        var loop = new ExpiryLoop(() => plan, null, _time, _log);
        using var instruments = new Instruments();
        TlsMetrics.Declare(instruments, new HandshakeGate(1), () => plan, _time);

        _time.Advance(TimeSpan.FromDays(80));
        loop.Look();
        _time.Advance(TimeSpan.FromDays(11));
        loop.Look();

        Assert.Equal(2, _log.All.Count);
        Assert.StartsWith("Warning 1015 Cluster c: the certificate (client) of CN=proxy, serial ", _log.All.First(), StringComparison.Ordinal);
        Assert.StartsWith("Error 1016 Cluster c: ", _log.All.Last(), StringComparison.Ordinal);
        var page = MetricsPage.Parse(PageWriter.Write(instruments.Families, PageFormat.Prometheus), openMetrics: false);
        double Days(string use, string subject) => page.Value("compliance_proxy_cluster_certificate_left_seconds", ("cluster", "c"), ("use", use), ("subject", subject)) / 86400;
        Assert.Equal(-1, Days("client", "CN=proxy"), tolerance: 0.1);
        Assert.InRange(Days("ca", "CN=Server Root"), 600, 700);
    }

    [Fact]
    public async Task The_evidence_tells_of_it_too()
    {
        await using var broker = ScriptedBroker.Echo();
        var over = _world.Keep(_world.Issuing.Server(from: TimeSpan.FromDays(-9), to: TimeSpan.FromDays(-2)));
        await using var proxy = await GovernedProxy.StartAsync(
            $"{IPAddress.Loopback}:{broker.Port}", listen: ", tls: {certificate: server.pem}", before: proxy => proxy.Write("server.pem", over.Pem));
        await Eventually.TrueAsync(() => proxy.Log.Contains("Error 1013"), Patience, "the line");

        var told = Assert.Single(await proxy.StopAsync(), e => e.Action == "certificate.expired");
        Assert.Equal(("configuration", "failure", "r", "c"), (told.Category, told.Outcome, told.Route, told.Cluster));
        Assert.Contains("The certificate (server) of CN=localhost, serial ", told.Reason, StringComparison.Ordinal);
    }

    private ActivePlan Plan(TimeSpan? to = null, bool? isRequired = null)
    {
        var server = _world.Keep(_world.Issuing.Server(from: TimeSpan.Zero, to: to));
        var tls = new TlsPlan(
            ServerCertificate.Read(System.Text.Encoding.UTF8.GetBytes(server.Pem), [], null), clients: isRequired is null ? null : _world.Plan(isRequired).Clients);
        var cluster = new ClusterPlan("c", []);
        return new ActivePlan([cluster], [new RoutePlan("r", cluster, new ListenPlan(IPAddress.Loopback, 0, 0, 0), "127.0.0.1", ClientsPlan.Anonymous) { Tls = tls }], LimitsPlan.Default, null, null);
    }
}
