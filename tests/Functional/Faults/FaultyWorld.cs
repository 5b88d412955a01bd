using System.Globalization;
using Compliance.Functional.Proxies;
using Compliance.Functional.Traffic;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Faults;

/// <summary>
/// One proxy with three routes, and Toxiproxy on both of its sides:
/// <code>
///   client --127.0.0.2, Toxiproxy--> open, ruled --Toxiproxy--> a broker of this world's own
///   bystander ---------------------> calm ------------------> the broker that all tests share
/// </code>
/// A route advertises 127.0.0.2, where Toxiproxy listens at the same ports. Times are short, so that a test sees them end. One test's.
/// </summary>
internal sealed class FaultyWorld : IAsyncDisposable
{
    private const int NodeId = 1;
    private const int Ports = 2 + NodeId;
    private const int PerSecond = 100;
    private const int Partitions = 2;
    private static readonly string[] Routes = ["open", "ruled"];
    private readonly List<TrafficRun> _runs = [];
    private KafkaServer _broker = null!;
    private KafkaServer _shared = null!;
    private ProxyProcess _proxy = null!;
    private int _first;

    /// <summary>Between the clients and the proxy.</summary>
    public List<ToxicLink> ClientSide { get; } = [];

    /// <summary>Between the proxy and the broker.</summary>
    public List<ToxicLink> BrokerSide { get; } = [];

    public TrafficRun Bystander => _runs[^1];

    public IEnumerable<TrafficRun> Sufferers => _runs.SkipLast(1);

    public ProxyProcess Proxy => _proxy;

    public static async Task<FaultyWorld> StartAsync()
    {
        var toxiproxy = await ToxiproxyServer.GetAsync();
        var world = new FaultyWorld { _shared = await KafkaServer.GetAsync() };
        var advertised = FreePort.Next();
        world._broker = await KafkaServer.StartAsync($"advertised.listeners=PLAINTEXT://127.0.0.1:{advertised}");
        world.BrokerSide.Add(await toxiproxy.LinkAsync($"127.0.0.1:{advertised}", world._broker.BootstrapServers));
        world._first = FreePort.Range(3 * Ports);
        world._proxy = await ProxyProcess.StartAsync(world.Settings($"127.0.0.1:{advertised}"));
        for (var route = 0; route < Routes.Length; route++)
        {
            foreach (var port in new[] { world.PortOf(route), world.PortOf(route) + 1 + NodeId })
                world.ClientSide.Add(await toxiproxy.LinkAsync($"127.0.0.2:{port}", $"127.0.0.1:{port}"));
        }

        await world.StartTrafficAsync();
        return world;
    }

    /// <summary>The sum of a metric's samples whose labels contain <paramref name="part"/>; a family without a sample is not on the page, and counts as 0.</summary>
    public async Task<double> MetricAsync(string name, string part = "")
    {
        using var http = new HttpClient { BaseAddress = _proxy.Admin };
        var page = await http.GetStringAsync("metrics");
        return page.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{' && line.Contains(part, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Ends all traffic; gives every road's report.</summary>
    public async Task<TrafficReport[]> FinishAsync()
    {
        var reports = await Task.WhenAll(_runs.Select(run => run.FinishAsync()));
        foreach (var run in _runs)
            await run.DisposeAsync();
        _runs.Clear();
        return reports;
    }

    public async ValueTask DisposeAsync()
    {
        // A client that takes its leave over a network that swallows everything never ends.
        foreach (var link in ClientSide.Concat(BrokerSide))
        {
            await link.CutAsync();
            await link.HealAsync();
            await link.MendAsync();
        }

        foreach (var run in _runs)
            await run.DisposeAsync();
        foreach (var link in ClientSide.Concat(BrokerSide))
            await link.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private int PortOf(int route) => _first + (route * Ports);

    private ProxySettings Settings(string broker)
    {
        var ruled = ProxySettings.Ruled(broker, _shared.BootstrapServers, KafkaServer.UniqueName("fault-audit"));
        string Route(string name, int index, string cluster, string advertise, string rest) =>
            $$"""  {{name}}: {cluster: {{cluster}}, listen: {address: 127.0.0.1, port: {{PortOf(index)}}, brokerPorts: {{PortOf(index) + 1}}-{{PortOf(index) + Ports - 1}}}, advertise: {{advertise}}, clients: {anonymous: true}{{rest}}}""";
        var lines = ruled.Yaml.Split('\n');
        var routes = Array.FindIndex(lines, line => line.StartsWith("routes:", StringComparison.Ordinal));
        var behind = Array.FindIndex(lines, routes + 1, line => line.Length > 0 && line[0] != ' ');
        return ruled with
        {
            Port = PortOf(0),
            Yaml = string.Join('\n', (string[])
            [
                .. lines[..(routes + 1)],
                Route("open", 0, "main", "127.0.0.2", ""),
                Route("ruled", 1, "main", "127.0.0.2", ", policies: policies"),
                Route("calm", 2, "evidence", "127.0.0.1", ""),
                .. lines[behind..],
                "limits: {connectTimeout: 2s, loginTimeout: 3s, stallTimeout: 5s, peerTimeout: 5s, idleTimeout: 6s, drainTimeout: 2s}",
            ]),
        };
    }

    private async Task StartTrafficAsync()
    {
        foreach (var (index, name) in Routes.Append("calm").Index())
        {
            var server = name == "calm" ? _shared : _broker;
            var bootstrap = name == "calm" ? $"127.0.0.1:{PortOf(index)}" : $"127.0.0.2:{PortOf(index)}";
            var topic = KafkaServer.UniqueName($"guarded-{name}");
            await server.CreateTopicAsync(topic, Partitions);
            var (producer, consumer) = (NumberedProducer.Config(bootstrap), NumberedGroup.Config(bootstrap, topic, GroupProtocol.Consumer));
            (producer.SocketTimeoutMs, producer.RequestTimeoutMs, consumer.SocketTimeoutMs) = (4000, 4000, 4000);
            _runs.Add(new TrafficRun(name, server.BootstrapServers, topic, Partitions, producer, consumer, PerSecond));
        }

        await Task.WhenAll(_runs.Select(run => run.GoesOnAsync()));
    }
}
