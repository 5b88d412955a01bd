using System.Security.Cryptography;
using System.Text;
using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

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
    public static IEnumerable<string> Read(Transcript script, string topic, IsolationLevel isolation = IsolationLevel.ReadCommitted, int partition = 0, Action<ConsumerConfig>? change = null)
    {
        using var consumer = Consumer(script, "reader", config =>
        {
            config.IsolationLevel = isolation;
            change?.Invoke(config);
        });
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

    /// <summary>Waits until no transaction is open on a partition: a coordinator answers before it has written the marker that ends one.</summary>
    public static async Task NoneIsOpenAsync(Transcript script, string topic, int number = 0)
    {
        using var stable = Consumer(script, "reader", config => config.IsolationLevel = IsolationLevel.ReadCommitted);
        using var last = Consumer(script, "reader", config => config.IsolationLevel = IsolationLevel.ReadUncommitted);
        var partition = new TopicPartition(topic, number);
        await Eventually.TrueAsync(() => stable.QueryWatermarkOffsets(partition, Patience).High == last.QueryWatermarkOffsets(partition, Patience).High, Patience, $"the transactions of {topic} to end");
    }

    /// <summary>Lets a share group begin with a topic's first record instead of its end; returns when the broker has heard of it.</summary>
    public static async Task ReadFromTheBeginningAsync(Transcript script, string group)
    {
        const string Name = "share.auto.offset.reset";
        var resource = new ConfigResource { Type = ResourceType.Group, Name = group };
        using var admin = Admin(script);
        await admin.IncrementalAlterConfigsAsync(new() { [resource] = [new ConfigEntry { IncrementalOperation = AlterConfigOpType.Set, Name = Name, Value = "earliest" }] });
        await Eventually.TrueAsync(async () => (await admin.DescribeConfigsAsync([resource]))[0].Entries[Name].Value == "earliest", Patience, $"{group} to begin with the first record");
    }

    public static string Line(ConsumeResult<string?, string?> result)
    {
        var record = result.Message;
        var headers = string.Join(',', record.Headers.Select(header => $"{header.Key}={(header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : "null")}"));
        var value = record.Value is { Length: > 100 } large ? $"{large.Length} characters, SHA-256 {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(large)))[..16]}" : record.Value ?? "null";
        return $"{result.Partition.Value}/{result.Offset.Value} +{(record.Timestamp.UtcDateTime - Start).TotalSeconds} s epoch {result.LeaderEpoch} [{headers}] {record.Key ?? "null"} = {value}";
    }
}
