using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>No file descriptors are left: the log says so and what to do, nothing spins, and it goes on by itself once there are some again.</summary>
[Collection(Crowd.Name)]
public sealed class DescriptorTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(3);

    // As many as the proxy keeps for itself, and a few.
    private const int Spare = 84;

    [Fact]
    public async Task A_small_limit_bounds_connections_and_those_above_are_refused_aloud()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers), descriptors: 256);
        Assert.Matches("256 file descriptors hold [0-9]+ connections, not the 10000 of limits.maxConnections: raise the limit", proxy.Log);
        output.WriteLine($"{proxy.Descriptors} descriptors of a proxy with one route, without connections");

        // Given as many clients as the limit holds, and many more,
        var clients = new List<RawClient>();
        for (var i = 0; i < 120; i++)
            clients.Add(await RawClient.ConnectAsync(proxy.Port));
        var served = new List<RawClient>();
        foreach (var client in clients)
        {
            if (await IsServedAsync(client))
                served.Add(client);
        }

        // then the first are served, and the others are closed, with no more lines than log.maxPerInterval,
        Assert.InRange(served.Count, 10, 80);
        await proxy.WaitForLineAsync("refused: limits.maxConnections");
        Assert.InRange(proxy.Log.Split('\n').Count(line => line.Contains("refused: limits.maxConnections", StringComparison.Ordinal)), 1, 100);

        // and when some leave, others find room.
        clients.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(async () =>
        {
            using var late = await RawClient.ConnectAsync(proxy.Port);
            return await IsServedAsync(late);
        }, Patience, "room for another client");
    }

    [Fact]
    public async Task Other_things_than_connections_take_the_limit_and_the_proxy_lives()
    {
        // Given some clients, and a limit of which other things than connections have taken all but a few,
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers));
        var clients = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            clients.Add(await RawClient.ConnectAsync(proxy.Port));
            Assert.True(await IsServedAsync(clients[^1]));
        }

        (await ChildProcess.RunAsync("prlimit", ["--pid", $"{proxy.Id}", $"--nofile={proxy.Descriptors + Spare}:"])).Checked();

        // when many more come, all at once,
        var late = new List<RawClient>();
        for (var i = 0; i < 300; i++)
            late.Add(await RawClient.ConnectAsync(proxy.Port));
        var served = 0;
        foreach (var client in late)
            served += await IsServedAsync(client) ? 1 : 0;

        // then those that would take the last descriptors are refused, since a runtime without any aborts when it needs a thread,
        Assert.Matches("refused: ulimit -n is reached", proxy.Log);
        Assert.InRange(served, 0, Spare);
        Assert.True(await IsServedAsync(clients[0]));
        output.WriteLine($"{served} of {late.Count} more served with {proxy.Descriptors} descriptors open");

        // and as connections go, others find room.
        clients.ForEach(client => client.Dispose());
        late.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(async () =>
        {
            using var client = await RawClient.ConnectAsync(proxy.Port);
            return await IsServedAsync(client);
        }, Patience, "room for another client");
    }

    [Fact]
    public async Task When_accepting_fails_it_is_said_once_costs_nothing_and_ends_with_the_shortage()
    {
        // Given a client, and a kernel that has no descriptors left for those who come,
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers));
        using var first = await RawClient.ConnectAsync(proxy.Port);
        Assert.True(await IsServedAsync(first));
        var late = new List<RawClient>();
        await using (var kernel = ChildProcess.Start("strace", ["-f", "-p", $"{proxy.Id}", "-e", "trace=accept,accept4", "-e", "inject=accept,accept4:error=EMFILE"]))
        {
            await kernel.WaitForLineAsync(line => line.Contains("attached", StringComparison.Ordinal), Patience);

            // when some come,
            await Eventually.TrueAsync(async () =>
            {
                late.Add(await RawClient.ConnectAsync(proxy.Port));
                return proxy.Log.Contains("accepting connections failed", StringComparison.Ordinal);
            }, Patience, "the complaint");
            var before = proxy.Cpu;
            await Task.Delay(Watch, TestContext.Current.CancellationToken);
            var spent = proxy.Cpu - before;

            // then the log says so once, with what to do, and hardly any CPU is spent,
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spent.TotalMilliseconds / Watch.TotalSeconds:F0} ms of CPU a second while accepting fails"));
            Assert.InRange(spent, TimeSpan.Zero, Watch / 5);
            var lines = proxy.Log.Split('\n').Where(line => line.Contains("accepting connections failed", StringComparison.Ordinal)).ToList();
            Assert.Contains("ulimit -n", Assert.Single(lines), StringComparison.Ordinal);
            Assert.True(await IsServedAsync(first));
            kernel.Signal("INT");
            await kernel.WaitForExitAsync(Patience);
        }

        // and as it has some again, those that wait are served.
        foreach (var client in late)
            Assert.True(await IsServedAsync(client));
        late.ForEach(client => client.Dispose());
    }

    private static async Task<bool> IsServedAsync(RawClient client)
    {
        try
        {
            await client.AskAsync(new Message(ApiTable.Find(3)!.Request(12)) { ["Topics"] = null });
            return true;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
