using System.Net.Sockets;
using Compliance.Harness;
using Xunit;

namespace Compliance.Functional.Faults;

/// <summary>
/// Bad networks on either side of the proxy, one after the other under the same traffic: clients go on, no record is lost, doubled or out
/// of order, a bystander on another route notices nothing, and nothing stays behind in the proxy.
/// </summary>
[Collection(nameof(NetworkFaultTests))]
public sealed class NetworkFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("clients")]
    [InlineData("broker")]
    public async Task Clients_go_on_after_whatever_the_network_did(string side)
    {
        await using var world = await FaultyWorld.StartAsync();
        var links = side == "clients" ? world.ClientSide : world.BrokerSide;

        // Given what slows connections down, then clients go on meanwhile,
        await UnderAsync("latency", () => Each(links, link => link.AddAsync("latency", "downstream", new { latency = 150, jitter = 50 })));
        await UnderAsync("bandwidth", () => Each(links, link => link.AddAsync("bandwidth", "upstream", new { rate = 40 })));
        await UnderAsync("slicer", () => Each(links, async link =>
        {
            await link.AddAsync("slicer", "upstream", new { average_size = 16, size_variation = 8, delay = 20 });
            await link.AddAsync("slicer", "downstream", new { average_size = 16, size_variation = 8, delay = 20 });
        }));

        // and after what breaks them, clients go on too.
        await AfterAsync("reset_peer", () => Each(links, link => link.AddAsync("reset_peer", "downstream", new { timeout = 100 })));
        await AfterAsync("limit_data and slow_close", () => Each(links, async link =>
        {
            await link.AddAsync("limit_data", "downstream", new { bytes = 3000 });
            await link.AddAsync("slow_close", "downstream", new { delay = 1000 });
        }));
        await AfterAsync("timeout", () => Each(links, link => link.AddAsync("timeout", "upstream", new { timeout = 500 })));
        await AfterAsync("cut", () => Each(links, link => link.CutAsync()));

        await EndsWellAsync(world);

        async Task UnderAsync(string fault, Func<Task> begin)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{side}: under {fault}");
            await begin();
            await Task.WhenAll(world.Sufferers.Append(world.Bystander).Select(run => run.GoesOnAsync()));
            await Each(links, link => link.HealAsync());
        }

        async Task AfterAsync(string fault, Func<Task> begin)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{side}: after {fault}");
            await begin();
            await world.Bystander.GoesOnAsync();
            await Task.Delay(Nightly.Or(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)), TestContext.Current.CancellationToken);
            await Each(links, link => link.HealAsync());
            await Each(links, link => link.MendAsync());
            await Task.WhenAll(world.Sufferers.Select(run => run.GoesOnAsync()));
        }
    }

    [Theory]
    [InlineData("clients", "kind=\"idle\"")]
    [InlineData("broker", "kind=\"unanswered\"")]
    public async Task Connections_that_swallow_everything_are_ended_by_the_proxy(string side, string kind)
    {
        await using var world = await FaultyWorld.StartAsync();
        var links = side == "clients" ? world.ClientSide : world.BrokerSide;
        var before = await EndedAsync();

        // Given connections on which nothing arrives any more, and nothing tells of it,
        await Each(links, async link =>
        {
            await link.AddAsync("timeout", "upstream", new { timeout = 0 });
            await link.AddAsync("timeout", "downstream", new { timeout = 0 });
        });

        // one of which belongs to a client that does not give up by itself,
        using var patient = new TcpClient();
        await patient.ConnectAsync("127.0.0.2", world.Proxy.Port, TestContext.Current.CancellationToken);

        // then the proxy ends them by its own time limits, while a bystander goes on,
        await Eventually.TrueAsync(async () => await EndedAsync() > before, Patience, $"sessions to end as {kind}");
        await world.Bystander.GoesOnAsync();

        // and when the network is back, with new connections, clients go on.
        await Each(links, link => link.CutAsync());
        await Each(links, link => link.HealAsync());
        await Each(links, link => link.MendAsync());
        await Task.WhenAll(world.Sufferers.Select(run => run.GoesOnAsync()));
        await EndsWellAsync(world);

        Task<double> EndedAsync() => world.MetricAsync("compliance_proxy_connections_ended_total", kind);
    }

    private static Task Each(IEnumerable<ToxicLink> links, Func<ToxicLink, Task> act) => Task.WhenAll(links.Select(act));

    private static async Task EndsWellAsync(FaultyWorld world)
    {
        // Under traffic there are sessions, and requests in flight: a consumer always waits for more.
        await Eventually.TrueAsync(async () => await world.MetricAsync("compliance_proxy_connections") > 0, Patience, "a session");
        await Eventually.TrueAsync(async () => await world.MetricAsync("compliance_proxy_requests_in_flight") > 0, Patience, "a request in flight");
        Assert.True(await world.MetricAsync("compliance_proxy_buffer_budget_limit_bytes") > 0);
        var reports = await world.FinishAsync();
        foreach (var report in reports)
            TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.All(reports, report => Assert.True(report.Faults.Count == 0 && report.Written.Sum() > 0, string.Join('\n', reports.AsEnumerable())));

        // With the clients gone, no session and no byte is held.
        await Eventually.TrueAsync(async () => await world.MetricAsync("compliance_proxy_connections") == 0, Patience, "the last session's end");
        foreach (var held in new[] { "compliance_proxy_requests_in_flight", "compliance_proxy_buffer_budget_used_bytes" })
            await Eventually.TrueAsync(async () => await world.MetricAsync(held) == 0, Patience, $"{held} to be 0");
        Assert.DoesNotContain("defect", world.Proxy.Log, StringComparison.OrdinalIgnoreCase);
    }
}
