using System.Net;
using System.Net.Http.Headers;
using Compliance.Gateway.Admin;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Admin;

/// <summary>Health and metrics, as an operator's tools ask for them.</summary>
public sealed class AdminTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_port_closes_in_whatever_moment_it_is_asked_to()
    {
        using var instruments = new Instruments();
        for (var i = 0; i < 200; i++)
        {
            // Given a server that has just begun to wait for a request, then it ends when it is closed.
            var server = new AdminServer(new IPEndPoint(IPAddress.Loopback, FreePort.Next()), new Health(), instruments, new LogLines());
            var serving = Task.Run(server.RunAsync, TestContext.Current.CancellationToken);
            await Task.Run(server.Dispose, TestContext.Current.CancellationToken);
            await serving.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_proxy_counts_what_passes()
    {
        // Given a proxy,
        await using var broker = ScriptedBroker.Echo();
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await using var proxy = await RunningProxy.StartAsync(broker.Port, admin: new AdminPlan(IPAddress.Loopback, port));
        await Eventually.TrueAsync(async () => (await http.GetAsync("/ready")).IsSuccessStatusCode, Patience, "readiness");

        // whose route is told of while nobody is there,
        Assert.Equal(0, (await PageAsync(http, isOpenMetrics: false)).Value("compliance_proxy_connections", ("route", "r")));

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

        // An answer is in flight until it is written: its reader can be a moment ahead of the count.
        await Eventually.TrueAsync(
            async () => (await PageAsync(http, isOpenMetrics: false)).Value("compliance_proxy_requests_in_flight", ("route", "r")) == 0, Patience, "answers counted as written");

        // then the metrics say so, in either format.
        foreach (var isOpenMetrics in new[] { false, true })
        {
            var page = await PageAsync(http, isOpenMetrics);
            Assert.Equal(2, page.Value("compliance_proxy_requests_total", ("route", "r"), ("api", "Heartbeat")));
            Assert.Equal(1, page.Value("compliance_proxy_requests_total", ("route", "r"), ("api", "Produce")));
            Assert.Equal(1, page.Value("compliance_proxy_connections", ("route", "r")));
            Assert.Equal(2, page.Value("compliance_proxy_connections_opened_total", ("route", "r")));
            Assert.Equal(0, page.Value("compliance_proxy_requests_in_flight", ("route", "r")));
            Assert.Equal(1, page.Value("compliance_proxy_connections_ended_total", ("route", "r"), ("side", "client"), ("kind", "httpRequest")));
            Assert.Equal(1, page.Value("compliance_proxy_cluster_up", ("cluster", "c")));
            Assert.Equal(1, page.Value("compliance_proxy_cluster_brokers", ("cluster", "c")));
            Assert.Equal(1, page.Value("compliance_proxy_ready"));
            Assert.True(page.Value("process_cpu_seconds_total") > 0);
            Assert.True(page.Value("process_open_fds") > 3);
            Assert.Equal(2, page.Value("compliance_proxy_request_duration_seconds_count", ("api", "Heartbeat")));
            Assert.True(page.Value("compliance_proxy_added_duration_seconds_sum", ("api", "Heartbeat")) <= page.Value("compliance_proxy_request_duration_seconds_sum", ("api", "Heartbeat")));

            // Three requests came and three answers went; the proxy's own questions to the broker are no client's.
            Assert.Equal(page.Value("compliance_proxy_received_bytes_total", ("from", "broker")), page.Value("compliance_proxy_sent_bytes_total", ("to", "client")));
            Assert.True(page.Value("compliance_proxy_received_bytes_total", ("from", "client")) >= page.Value("compliance_proxy_sent_bytes_total", ("to", "broker")));
        }
    }

    [Fact]
    public async Task The_time_that_a_broker_takes_is_not_the_proxys_own()
    {
        // Given a broker that takes its time,
        var delay = TimeSpan.FromMilliseconds(300);
        await using var broker = new ScriptedBroker(async (frame, _) =>
        {
            await Task.Delay(delay);
            return Frames.Answer(Frames.CorrelationIdOf(frame), default);
        });
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await using var proxy = await RunningProxy.StartAsync(broker.Port, admin: new AdminPlan(IPAddress.Loopback, port));

        // when a request passes,
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Frames.Beat(1));
        await client.ReadCorrelationIdAsync();

        // then its duration has the broker's time in it, and what was added has not.
        var page = await PageAsync(http, isOpenMetrics: false);
        var duration = page.Value("compliance_proxy_request_duration_seconds_sum");
        Assert.True(duration >= delay.TotalSeconds * 0.9, $"{duration} s");
        Assert.True(page.Value("compliance_proxy_added_duration_seconds_sum") <= duration - (delay.TotalSeconds * 0.9));
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_refused_and_counted()
    {
        await using var broker = ScriptedBroker.Echo();
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await using var proxy = await RunningProxy.StartAsync(broker.Port, new LimitsPlan { MaxConnectionsPerAddress = 2 }, admin: new AdminPlan(IPAddress.Loopback, port));
        using var first = await proxy.ConnectAsync();
        using var second = await proxy.ConnectAsync();
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 2, Patience, "both sessions");

        // When one too many comes, then it is closed, and the others go on,
        using (var third = await proxy.ConnectAsync())
            Assert.Null(await third.ReadAsync());
        Assert.True(proxy.Log.Contains("limits.maxConnectionsPerAddress is reached (2)"));
        Assert.Equal(1, (await PageAsync(http, isOpenMetrics: true)).Value("compliance_proxy_connections_turned_away_total", ("limit", "limits.maxConnectionsPerAddress")));
        await first.SendAsync(Frames.Beat(1));
        Assert.Equal(1, await first.ReadCorrelationIdAsync());

        // and when one leaves, there is room again.
        second.Dispose();
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 1, Patience, "the end of the second");
        using var fourth = await proxy.ConnectAsync();
        await fourth.SendAsync(Frames.Beat(2));
        Assert.Equal(2, await fourth.ReadCorrelationIdAsync());
    }

    private static async Task<MetricsPage> PageAsync(HttpClient http, bool isOpenMetrics)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (isOpenMetrics)
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text; version=1.0.0"));
        var answer = await http.SendAsync(request);
        Assert.Equal(isOpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return MetricsPage.Parse(await answer.Content.ReadAsStringAsync(), isOpenMetrics);
    }
}
