using System.Text;
using Confluent.Kafka;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>librdkafka's clients on a script's road, silent, and their records as lines.</summary>
internal static class Clients
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Records bear times that count from here.</summary>
    public static readonly DateTime Start = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    public static IProducer<string?, string?> Producer(Transcript script, Action<ProducerConfig>? change = null)
    {
        var config = new ProducerConfig { BootstrapServers = script.Address, MessageTimeoutMs = (int)Patience.TotalMilliseconds, MessageMaxBytes = 2 << 20 };
        change?.Invoke(config);
        return new ProducerBuilder<string?, string?>(config).SetKeySerializer(NullableText.Codec).SetValueSerializer(NullableText.Codec)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public static ConsumerBuilder<string?, string?> ConsumerBuilder(Transcript script, string group, Action<ConsumerConfig>? change = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = script.Address,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        };
        change?.Invoke(config);
        return new ConsumerBuilder<string?, string?>(config).SetKeyDeserializer(NullableText.Codec).SetValueDeserializer(NullableText.Codec)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { });
    }

    public static IConsumer<string?, string?> Consumer(Transcript script, string group, Action<ConsumerConfig>? change = null) => ConsumerBuilder(script, group, change).Build();

    public static IAdminClient Admin(Transcript script) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = script.Address }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    public static Message<string?, string?> Record(string? key, string? value, int second = 0, params (string Name, byte[]? Value)[] headers)
    {
        var record = new Message<string?, string?> { Key = key, Value = value, Timestamp = new Timestamp(Start.AddSeconds(second)), Headers = [] };
        foreach (var (name, content) in headers)
            record.Headers.Add(name, content);
        return record;
    }

    /// <summary>A partition from an offset to its end, as lines.</summary>
    public static IEnumerable<string> Read(Transcript script, string topic, IsolationLevel isolation = IsolationLevel.ReadCommitted, int partition = 0)
    {
        using var consumer = Consumer(script, "reader", config => config.IsolationLevel = isolation);
        // By number: where the question for the beginning is answered late, librdkafka asks again, and begins again.
        consumer.Assign(new TopicPartitionOffset(topic, partition, 0));
        var lines = new List<string>();
        while (true)
        {
            var result = consumer.Consume(Patience) ?? throw new TimeoutException($"{topic} has no end.");
            lines.Add(result.IsPartitionEOF ? $"end at {result.Offset.Value}" : Line(result));
            if (result.IsPartitionEOF)
                return lines;
        }
    }

    /// <summary>The offset behind a partition's last record.</summary>
    public static long End(Transcript script, string topic, int partition = 0)
    {
        using var consumer = Consumer(script, "reader");
        return consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Patience).High.Value;
    }

    public static string Line(ConsumeResult<string?, string?> result)
    {
        var record = result.Message;
        var headers = string.Join(',', record.Headers.Select(header => $"{header.Key}={(header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : "null")}"));
        var value = record.Value is { Length: > 100 } large ? $"{large.Length} of {large[^1]}" : record.Value ?? "null";
        return $"{result.Partition.Value}/{result.Offset.Value} +{(record.Timestamp.UtcDateTime - Start).TotalSeconds} s epoch {result.LeaderEpoch} [{headers}] {record.Key ?? "null"} = {value}";
    }
}
