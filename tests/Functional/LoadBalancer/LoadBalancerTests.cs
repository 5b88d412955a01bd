using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.LoadBalancer;

/// <summary>
/// Clients reach the proxy through HAProxy alone, and at ports of HAProxy's; a policy tells people by their network, which only the PROXY
/// header names.
/// </summary>
public sealed class LoadBalancerTests
{
    private const int BrokerPorts = 3;
    private const string Policy = """
        schema: policy/v1
        policy: {id: house, title: House, owner: owner@x.example, mode: enforce, approvedBy: [owner], reviewBy: 2099-01-01}
        defaults: {access: deny, onError: reject}
        people:
          inside: {networks: 127.0.0.1}
        access:
          - {id: A1, allow: ["*"], topics: "**", consumerGroups: "**", cluster: true, people: inside}
        """;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    public async Task Real_clients_are_told_the_load_balancers_ports_and_are_who_its_header_says(string sends)
    {
        // Given two brokers, the proxy, and HAProxy before each of its ports
        await using var cluster = await FakeCluster.StartAsync(brokers: 2);
        cluster.Topic("payments", partitions: 2);
        var ports = FreePort.Range(1 + BrokerPorts);
        await using var proxy = await ProxyProcess.StartAsync(Behind(cluster.BootstrapServers, ports, out var own));
        await using var balancer = await Haproxy.StartAsync(ports, own, 1 + BrokerPorts, sends);
        var bootstrap = $"127.0.0.1:{ports}";

        // When librdkafka, kcat and Kafka's own tools come through it, then they find every broker there
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build();
        Assert.Equal([1, 2], admin.GetMetadata(Patience).Brokers.Select(broker => broker.Port - ports).Order());
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build())
        {
            foreach (var partition in new[] { 0, 1 })
                await producer.ProduceAsync(new TopicPartition("payments", partition), new Message<Null, string> { Value = "{}" });
        }

        Assert.All(cluster.Topic("payments").Partitions, partition => Assert.Equal(1, partition.End));
        var kcat = await ChildProcess.RunAsync("kcat", ["-b", bootstrap, "-C", "-t", "payments", "-e", "-q"], patience: Patience);
        Assert.Equal(["{}", "{}"], kcat.Checked().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var java = await KafkaTools.RunAsync("kafka-topics", ["--bootstrap-server", bootstrap, "--list"], patience: Patience);
        Assert.Contains("payments", java.Checked().Output, StringComparison.Ordinal);

        // And the log has both addresses, the client's and HAProxy's
        Assert.Contains($"is passed on for 127.0.0.1 by {Haproxy.Address} (PROXY protocol, version {(sends == "send-proxy" ? 1 : 2)})", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_past_the_load_balancer_or_through_one_that_says_nothing_is_closed()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var ports = FreePort.Range(1 + BrokerPorts);
        await using var proxy = await ProxyProcess.StartAsync(Behind(cluster.BootstrapServers, ports, out var own));
        await using var balancer = await Haproxy.StartAsync(ports, own, 1 + BrokerPorts, sends: "");

        foreach (var port in new[] { own, ports })
        {
            var kcat = await ChildProcess.RunAsync("kcat", ["-b", $"127.0.0.1:{port}", "-L", "-m", "3"], patience: Patience);
            Assert.NotEqual(0, kcat.ExitCode);
        }

        Assert.Contains("No PROXY header is taken from 127.0.0.1:", proxy.Log, StringComparison.Ordinal);
        Assert.Contains($"The connection from {Haproxy.Address} does not begin with a PROXY header", proxy.Log, StringComparison.Ordinal);
    }

    private static ProxySettings Behind(string bootstrapServers, int balancer, out int own)
    {
        var open = ProxySettings.Open(bootstrapServers);
        own = open.Port;
        var listen = $"address: 127.0.0.1, port: {own}, brokerPorts: {own + 1}-{own + BrokerPorts}, firstNode: 1, advertisedBrokerPorts: {balancer + 1}-{balancer + BrokerPorts}, proxyProtocol: {{mode: required, from: {Haproxy.Address}}}";
        var lines = open.Yaml.Split('\n').Select(line => line.Contains("listen:", StringComparison.Ordinal) ? $"    listen: {{{listen}}}" : line);
        return open with
        {
            Yaml = string.Join('\n', lines).Replace("clients: {anonymous: true}", "clients: {anonymous: true}\n    policies: policies", StringComparison.Ordinal),
            Files = new Dictionary<string, string> { ["policies/house.yaml"] = Policy },
        };
    }
}
