using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.AuditSink.Tests.Intake;

/// <summary>Where the audit topic ends, as a real Kafka says it.</summary>
public sealed class TopicEndsTests
{
    [Fact]
    public async Task Each_partition_ends_behind_its_newest_record_and_an_empty_one_where_it_begins()
    {
        var kafka = await KafkaServer.GetAsync();
        var topic = KafkaServer.UniqueName("audit");
        await kafka.CreateTopicAsync(topic, partitions: 3);
        var settings = new KafkaSettings { Bootstrap = kafka.BootstrapServers, Topic = topic };
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        foreach (var partition in new[] { 0, 1, 0, 0 })
            await producer.ProduceAsync(new TopicPartition(topic, partition), new Message<Null, byte[]> { Value = Sample.Batch(1, 5) });

        var ends = await TopicEnds.ReadAsync(settings);

        Assert.Equal([(0, 3L), (1, 1L), (2, 0L)], ends.OrderBy(end => end.Key).Select(end => (end.Key, end.Value)));
        await producer.ProduceAsync(new TopicPartition(topic, 2), new Message<Null, byte[]> { Value = Sample.Batch(1, 5) });
        Assert.Equal(1, (await TopicEnds.ReadAsync(settings))[2]);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_has_no_end()
    {
        var kafka = await KafkaServer.GetAsync();

        await Assert.ThrowsAnyAsync<KafkaException>(() => TopicEnds.ReadAsync(new KafkaSettings { Bootstrap = kafka.BootstrapServers, Topic = KafkaServer.UniqueName("none") }));
    }
}
