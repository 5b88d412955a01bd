using System.Text.RegularExpressions;
using Compliance.Functional.Proxies;
using Compliance.Harness;

namespace Compliance.Functional.Equivalence;

/// <summary>
/// One broker of the tests' own and, before it, a proxy without policies: the same script on both roads must say the same.
/// Started once for all tests of this process, which name their topics and groups apart; it ends with the process.
/// </summary>
internal sealed partial class TwoRoads
{
    private static readonly Lazy<Task<TwoRoads>> OfProcess = new(() => StartAsync());

    private readonly ProxyProcess _proxy;

    private TwoRoads(KafkaServer broker, ProxyProcess proxy) => (Broker, _proxy) = (broker, proxy);

    public KafkaServer Broker { get; }

    public static Task<TwoRoads> GetAsync() => OfProcess.Value;

    public string Address(Road road) => road == Road.Direct ? Broker.BootstrapServers : _proxy.Bootstrap;

    /// <summary>The same script on both roads, one after the other.</summary>
    public async Task<(T Direct, T Proxied)> BothAsync<T>(Func<Road, Task<T>> script) => (await script(Road.Direct), await script(Road.Proxied));

    /// <summary>
    /// What a tool printed, with every 127.0.0.1 port and every time and id of the run made alike, and without the lines that
    /// tell a broker's or controller's own addresses: those the proxy hides.
    /// </summary>
    public string Normal(ChildResult result) =>
        Controllers().Replace(Varying().Replace(Ports().Replace($"{result.Output}\n{result.Error}", "127.0.0.1:PORT"), "VARYING"), "");

    /// <summary>Roads of a test's own, before a broker with these properties.</summary>
    public static async Task<TwoRoads> StartAsync(params string[] properties)
    {
        var broker = await KafkaServer.StartAsync(properties);
        return new TwoRoads(broker, await ProxyProcess.StartAsync(ProxySettings.Open(broker.BootstrapServers)));
    }

    [GeneratedRegex(@"(?m)^\s*(advertised\.)?listeners=.*$|^\s*controller\.quorum\..*$|, ""endpoints"": \[[^\]]*\]")]
    private static partial Regex Controllers();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Ports();

    [GeneratedRegex(@"\b\d{13}\b|\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[,.]\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=(Epoch|HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs):\s+)\d+")]
    private static partial Regex Varying();
}
