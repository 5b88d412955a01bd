using System.Diagnostics;
using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Gateway.Edge;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>Very many connections: silent ones, and ones that all come at once. Figures are printed; bounds are those that a leak would break.</summary>
[Collection(Crowd.Name)]
public sealed class ManyConnectionsTests(ITestOutputHelper output)
{
    private const short Metadata = 3;
    private const short ApiVersions = 18;
    private const short InitProducerId = 22;

    /// <summary>Connections before the silent ones.</summary>
    private const int Warm = 200;

    /// <summary>What this process opens meanwhile, beside its ends of the connections.</summary>
    private const int Spare = 400;

    /// <summary>12 KiB of heap, and what the runtime and the allocator keep around it.</summary>
    private const long MostResidentBytes = 40 << 10;

    [Fact]
    public async Task Silent_connections_take_little_memory_and_are_served_when_they_speak()
    {
        // Given a proxy with rules, which has seen some connections,
        var count = Math.Min(Nightly.Or(2_000, 10_000), Room());
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Watched(cluster.BootstrapServers).With("{maxConnections: 20000, maxConnectionsPerAddress: 20000}"));
        var warm = await OpenAsync(proxy, Warm);
        var before = proxy.ResidentBytes;

        // when thousands connect, each as far as the broker, and are silent,
        var silent = await OpenAsync(proxy, count);
        var perPair = (proxy.ResidentBytes - before) / count;

        // then each takes little, each is there (beside what the proxy asks by itself), and each is served.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} idle pairs: {perPair} B of resident memory each; {before >> 20} MiB before, {proxy.ResidentBytes >> 20} MiB with them"));
        Assert.InRange(perPair, 0, MostResidentBytes);
        await Eventually.TrueAsync(() => cluster.Brokers[0].OpenConnections is var open && open >= count + Warm && open <= count + Warm + 4, TimeSpan.FromSeconds(60), $"{count + Warm} connections to the broker and a few");
        foreach (var client in silent.Where((_, index) => index % 97 == 0))
            await client.AskAsync(Initialize());
        foreach (var client in warm.Concat(silent))
            client.Dispose();
    }

    [Fact]
    public async Task Two_thousand_clients_who_come_at_once_are_all_served()
    {
        // Given two thousand clients who are about to connect,
        const int Count = 2_000;
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Watched(cluster.BootstrapServers).With("{maxConnectionsPerAddress: 20000}"));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GreetAsync(proxy)));
        var cpu = proxy.Cpu;
        var clock = Stopwatch.StartNew();

        // when they all do, and ask what a client asks first,
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Task.Run(() => GreetAsync(proxy))));

        // then each has its answers, and none was refused.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Count} connections with ApiVersions and Metadata in {clock.Elapsed.TotalSeconds:F2} s (clients and broker on the same cores); {(proxy.Cpu - cpu).TotalMicroseconds / Count:F0} µs CPU of the proxy each"));
        using var http = new HttpClient { BaseAddress = proxy.Admin };
        var page = await http.GetStringAsync("/metrics");
        Assert.Contains("compliance_proxy_connections_opened_total", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^compliance_proxy_connections_turned_away_total.* [1-9]", page);
    }

    // This process has the client's end of each and the broker's, the proxy has two others; a runtime without descriptors aborts, as if
    // without memory. What tests before this one have kept, such as their ports, leaves less room.
    private static int Room() => DescriptorLimit.Read() is { } limit
        ? ((limit - Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - Spare) / 2) - Warm
        : int.MaxValue;

    private static async Task<List<RawClient>> OpenAsync(ProxyProcess proxy, int count)
    {
        var clients = new List<RawClient>();
        foreach (var some in Enumerable.Range(0, count).Chunk(100))
            clients.AddRange(await Task.WhenAll(some.Select(_ => OpenAsync(proxy))));
        return clients;
    }

    private static async Task<RawClient> OpenAsync(ProxyProcess proxy)
    {
        var client = await RawClient.ConnectAsync(proxy.Port);
        await client.AskAsync(Initialize());
        return client;
    }

    private static async Task GreetAsync(ProxyProcess proxy)
    {
        using var client = await RawClient.ConnectAsync(proxy.Port);
        await client.AskAsync(new Message(ApiTable.Find(ApiVersions)!.Request(3)) { ["ClientSoftwareName"] = "raw", ["ClientSoftwareVersion"] = "1" });
        await client.AskAsync(new Message(ApiTable.Find(Metadata)!.Request(12)) { ["Topics"] = null });
    }

    private static Message Initialize() => new(ApiTable.Find(InitProducerId)!.Request(1)) { ["TransactionTimeoutMs"] = 1000 };
}
