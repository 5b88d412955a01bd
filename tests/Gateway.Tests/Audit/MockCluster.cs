using Confluent.Kafka;

namespace Compliance.Gateway.Tests.Audit;

/// <summary>librdkafka's own broker in memory: lives as long as the producer that started it.</summary>
internal sealed class MockCluster : IDisposable
{
    private readonly IProducer<byte[], byte[]> _host;

    public MockCluster()
    {
        var config = new ProducerConfig { BootstrapServers = "none" };
        config.Set("test.mock.num.brokers", "1");
        _host = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_host.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(60)).Brokers.Single();
        BootstrapServers = $"{broker.Host}:{broker.Port}";
    }

    public string BootstrapServers { get; }

    public void Dispose() => _host.Dispose();
}
