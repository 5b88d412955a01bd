using System.Buffers;
using Compliance.Benchmarks.Archive;
using Compliance.Events;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Benchmarks.Audit;

/// <summary>An audit topic with events of two proxies, a partition each, in records as a proxy ships them.</summary>
internal static class AuditTopic
{
    public const string Name = "compliance.audit";
    public const int Partitions = 2;
    private const int BatchEvents = 200;
    private const double Step = 500;

    /// <summary>Returns how many events there are: as many as asked for, up to whole records.</summary>
    public static async Task<long> FillAsync(KafkaServer kafka, long events)
    {
        await kafka.CreateTopicAsync(Name, Partitions);
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers, LingerMs = 20, QueueBufferingMaxKbytes = 64 << 10 }).Build();
        // The last record of a partition fills its second range: see the sink's settings.
        var records = events / Partitions / BatchEvents / 2 * 2;
        for (var partition = 0; partition < Partitions; partition++)
            Fill(producer, partition, records);
        producer.Flush(CancellationToken.None);
        return records * BatchEvents * Partitions;
    }

    private static void Fill(IProducer<Null, byte[]> producer, int partition, long records)
    {
        var traffic = new AuditTraffic(partition, EventTime.Micros(ArchiveMaker.Start), Step);
        var (batch, encoded, sequence) = (new EventBatchWriter(4 << 20), new ArrayBufferWriter<byte>(4096), AuditEvent.FirstSequence);
        for (var record = 0L; record < records; record++)
        {
            ArchiveMaker.Gather(traffic, batch, encoded, sequence, sequence + BatchEvents - 1);
            sequence += BatchEvents;
            Send(producer, partition, batch.Finish().ToArray());
        }
    }

    private static void Send(IProducer<Null, byte[]> producer, int partition, byte[] record)
    {
        while (true)
        {
            try
            {
                producer.Produce(new TopicPartition(Name, partition), new Message<Null, byte[]> { Value = record });
                return;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
