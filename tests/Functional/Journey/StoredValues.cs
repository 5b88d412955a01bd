using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Journey;

/// <summary>What a reader finds in the first partition of a topic, at the broker or through a proxy.</summary>
internal static class StoredValues
{
    /// <summary>The values of so many records, in their order, in hexadecimal.</summary>
    public static List<string> Read(string bootstrap, string topic, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = KafkaServer.UniqueName("reader") })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, 0));
        var read = new List<string>();
        while (read.Count < count)
            read.Add(Convert.ToHexString((consumer.Consume(PaymentsWorld.Patience) ?? throw new TimeoutException($"Read {read.Count} of {count} records.")).Message.Value ?? []));
        consumer.Close();
        return read;
    }
}
