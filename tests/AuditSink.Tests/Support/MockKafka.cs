using Confluent.Kafka;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>librdkafka's mock cluster: brokers inside this process, reached over real sockets. Gone with Dispose.</summary>
internal sealed class MockKafka : IDisposable
{
    // The cluster lives as long as the client that asked for it.
    private readonly IProducer<Null, byte[]> _producer;

    public MockKafka(int brokers = 1)
    {
        _producer = new ProducerBuilder<Null, byte[]>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = "mock",
            ["test.mock.num.brokers"] = $"{brokers}",
            ["linger.ms"] = "0",
        }).Build();
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        Bootstrap = string.Join(',', admin.GetMetadata(TimeSpan.FromSeconds(60)).Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
    }

    public string Bootstrap { get; }

    public async Task<long> SendAsync(string topic, byte[] value, int partition = 0) =>
        (await _producer.ProduceAsync(new TopicPartition(topic, partition), new Message<Null, byte[]> { Value = value })).Offset;

    public void Dispose() => _producer.Dispose();
}
