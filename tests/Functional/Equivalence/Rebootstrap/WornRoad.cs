using Compliance.Functional.Proxies;
using Compliance.Harness.Broker;

namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>
/// A road to a fake cluster of its own, whose first stretch is a <see cref="Door"/>. All of the road behind the door may be replaced: the
/// ports that a client has learnt are then nobody's. One owner.
/// </summary>
internal sealed class WornRoad : IAsyncDisposable
{
    private readonly FakeCluster _evidence;
    private readonly Road _road;
    private ProxyProcess? _proxy;

    private WornRoad(Road road, FakeCluster cluster, FakeCluster evidence, ProxyProcess? proxy) =>
        (_road, Cluster, _evidence, _proxy, Door) = (road, cluster, evidence, proxy, new Door(proxy?.Bootstrap ?? $"127.0.0.1:{cluster.Brokers[0].Port}"));

    public FakeCluster Cluster { get; private set; }

    public Door Door { get; }

    /// <summary>The proxy's own log; of the direct road, nothing.</summary>
    public string Log => _proxy?.Log ?? "";

    /// <summary>Where clients begin, without the door.</summary>
    public string Begin => _proxy?.Bootstrap ?? $"127.0.0.1:{Cluster.Brokers[0].Port}";

    public static async Task<WornRoad> StartAsync(Road road, int brokers = 2)
    {
        var (cluster, evidence) = (await FakeCluster.StartAsync(brokers), await FakeCluster.StartAsync());
        evidence.Topic("audit");
        foreach (var broker in cluster.Brokers)
            broker.Spared = "compliance-proxy";
        return new WornRoad(road, cluster, evidence, await ProxyAsync(road, cluster, evidence));
    }

    /// <summary>Every port that clients know is gone; behind the door are others. On the direct road that is another cluster with the same topic.</summary>
    public async Task MoveAsync(string topic)
    {
        if (_proxy is not null)
        {
            await _proxy.KillAsync();
            await _proxy.DisposeAsync();
            _proxy = await ProxyAsync(_road, Cluster, _evidence);
        }
        else
        {
            await Cluster.DisposeAsync();
            Cluster = await FakeCluster.StartAsync(2);
            Cluster.Topic(topic, 2);
        }
        Door.LeadTo(Begin);
    }

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        await Cluster.DisposeAsync();
        await _evidence.DisposeAsync();
    }

    private static async Task<ProxyProcess?> ProxyAsync(Road road, FakeCluster cluster, FakeCluster evidence) => road switch
    {
        Road.Direct => null,
        Road.Proxied => await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers)),
        _ => await ProxyProcess.StartAsync(ProxySettings.Ruled(cluster.BootstrapServers, evidence.BootstrapServers, "audit")),
    };
}
