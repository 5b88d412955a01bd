using System.Net;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Admin;

/// <summary>Health and metrics, as an operator's tools ask for them.</summary>
public sealed class AdminTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_proxy_is_ready_once_its_cluster_answers_and_counts_what_passes()
    {
        // Given a broker that is not there yet,
        await using var broker = ScriptedBroker.Echo();
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await using (await RunningProxy.StartAsync(FreePort.Next(), admin: new AdminPlan(IPAddress.Loopback, port)))
        {
            // then the proxy is alive, and not ready, with the reason.
            Assert.Equal("ok\n", await http.GetStringAsync("/healthz"));
            var answer = await http.GetAsync("/readyz");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("cluster c does not answer\n", await answer.Content.ReadAsStringAsync());
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/other")).StatusCode);
        }

        // Given a broker that is there,
        await using var proxy = await RunningProxy.StartAsync(broker.Port, admin: new AdminPlan(IPAddress.Loopback, port));
        await Eventually.TrueAsync(async () => (await http.GetAsync("/readyz")).IsSuccessStatusCode, Patience, "readiness");

        // when requests pass and nonsense comes,
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1), Frames.Beat(2), Frames.ProduceV7(3, acks: 1));
        await client.ReadCorrelationIdsAsync(3);
        using (var bad = await proxy.ConnectAsync())
        {
            await bad.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            await bad.ReadAsync();
        }

        await Eventually.TrueAsync(() => proxy.Sessions.Count == 1, Patience, "the end of the bad session");

        // then the metrics say so.
        var metrics = await http.GetStringAsync(new Uri($"http://localhost:{port}/metrics"));
        Assert.Contains("# TYPE compliance_proxy_requests_total counter", metrics, StringComparison.Ordinal);
        foreach (var line in new[]
        {
            "compliance_proxy_requests_total{api=\"Heartbeat\"} 2", "compliance_proxy_requests_total{api=\"Produce\"} 1",
            "compliance_proxy_connections 1", "compliance_proxy_connections_accepted_total 2", "compliance_proxy_requests_in_flight 0",
            "compliance_proxy_faults_total{side=\"client\",kind=\"httpRequest\"} 1",
        })
            Assert.Contains($"{line}\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_refused_and_counted()
    {
        await using var broker = ScriptedBroker.Echo();
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxConnectionsPerAddress = 2 });
        using var first = await proxy.ConnectAsync();
        using var second = await proxy.ConnectAsync();
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 2, Patience, "both sessions");

        // When one too many comes, then it is closed, and the others go on,
        using (var third = await proxy.ConnectAsync())
            Assert.Null(await third.ReadAsync());
        Assert.True(proxy.Log.Contains("limits.maxConnectionsPerAddress is reached (2)"));
        await first.SendAsync(Frames.Beat(1));
        Assert.Equal(1, await first.ReadCorrelationIdAsync());

        // and when one leaves, there is room again.
        second.Dispose();
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 1, Patience, "the end of the second");
        using var fourth = await proxy.ConnectAsync();
        await fourth.SendAsync(Frames.Beat(2));
        Assert.Equal(2, await fourth.ReadCorrelationIdAsync());
    }
}
