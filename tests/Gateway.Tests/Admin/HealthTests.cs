using System.Net;
using System.Net.Http.Headers;
using Compliance.Gateway.Admin;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Audit;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Admin;

/// <summary>Alive and ready: each says why not, to people and to machines.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_proxy_without_its_cluster_is_alive_and_not_ready_and_says_why()
    {
        // Given a broker that is not there,
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await using var proxy = await RunningProxy.StartAsync(FreePort.Next(), admin: new AdminPlan(IPAddress.Loopback, port));

        // then the pages say so, under both of their names,
        foreach (var alive in new[] { "/live", "/healthz" })
            Assert.Equal("ok\n", await http.GetStringAsync(alive));
        foreach (var ready in new[] { "/ready", "/readyz" })
        {
            var answer = await http.GetAsync(ready);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("cluster c does not answer\n", await answer.Content.ReadAsStringAsync());
        }

        // and in JSON where that is asked for.
        http.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/json"));
        Assert.Equal("""{"status":"ok","reasons":[]}""", await http.GetStringAsync("/live"));
        Assert.Equal("""{"status":"failing","reasons":["cluster c does not answer"]}""", await (await http.GetAsync("/ready")).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/other")).StatusCode);
    }

    [Fact]
    public async Task A_proxy_that_stops_is_alive_and_not_ready()
    {
        // Given a request whose answer does not come,
        var answered = new TaskCompletionSource();
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            await answered.Task;
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var proxy = await RunningProxy.StartAsync(broker.Port, admin: new AdminPlan(IPAddress.Loopback, port));
        await Eventually.TrueAsync(async () => (await http.GetAsync("/ready")).IsSuccessStatusCode, Patience, "readiness");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));
        await Eventually.TrueAsync(() => proxy.Sessions.InFlight == 1, Patience, "the request");

        // when the proxy is told to stop, then it says that it is not ready, and lives,
        var stopping = proxy.DisposeAsync();
        await Eventually.TrueAsync(async () => await (await http.GetAsync("/ready")).Content.ReadAsStringAsync() == "the proxy stops\n", Patience, "the reason");
        Assert.Equal("ok\n", await http.GetStringAsync("/live"));
        Assert.Contains("compliance_proxy_draining 1\n", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);

        // and the answer still comes.
        answered.SetResult();
        Assert.Equal(1, await client.ReadCorrelationIdAsync());
        await stopping;
    }

    [Fact]
    public async Task A_proxy_whose_journal_has_failed_is_neither_and_says_that_only_a_new_start_helps()
    {
        // Given a proxy with evidence,
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Breaks a descriptor in Linux's way.");
        await using var cluster = await FakeCluster.StartAsync();
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers, $"admin: {{address: 127.0.0.1, port: {port}}}", isShipped: true);
        Assert.Equal("ok\n", await http.GetStringAsync("/live"));
        await Eventually.TrueAsync(async () => (await http.GetAsync("/ready")).IsSuccessStatusCode, Patience, "readiness");

        // when its disk dies under the next event,
        BrokenDisk.Break(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(proxy.Settings)!, "journal"), "*.journal").Order().First());
        using (await proxy.ConnectAsync())
            await Eventually.TrueAsync(async () => !(await http.GetAsync("/live")).IsSuccessStatusCode, Patience, "the end of the journal");

        // then both pages say so.
        Assert.StartsWith("the audit journal has failed", await (await http.GetAsync("/live")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("the audit journal takes no evidence\n", await (await http.GetAsync("/ready")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_alive_is_not_ready_either()
    {
        var health = new Health();
        List<string> dead = [];
        health.Live(() => dead);
        health.Ready(() => ["no plan yet"]);

        Assert.Empty(health.NotLive);
        Assert.Equal(["no plan yet"], health.NotReady);

        dead.Add("a loop stands still");
        Assert.Equal(["a loop stands still"], health.NotLive);
        Assert.Equal(["a loop stands still", "no plan yet"], health.NotReady);
    }

    [Fact]
    public void A_clock_that_is_not_moved_falls_behind()
    {
        var time = new FakeTimeProvider();
        var clock = new CoarseClock(time);
        time.Advance(TimeSpan.FromSeconds(3));
        clock.Tick();
        Assert.Equal(TimeSpan.Zero, clock.Behind);

        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(40), clock.Behind);
    }
}
