using Confluent.Kafka;

namespace Compliance.Functional.Traffic;

/// <summary>What a topic holds in the end, read straight from the brokers: each number once, in order, as many as were written.</summary>
internal static class StoredNumbers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static List<string> Faults(string brokers, string topic, IReadOnlyList<long> written)
    {
        var config = new ConsumerConfig { BootstrapServers = brokers, GroupId = "auditor", EnableAutoCommit = false, EnablePartitionEof = true };
        using var reader = new ConsumerBuilder<Ignore, string>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        reader.Assign(Enumerable.Range(0, written.Count).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var next = new long[written.Count];
        var faults = new List<string>();
        for (var left = written.Count; left > 0;)
        {
            if (reader.Consume(Patience) is not { } record)
            {
                faults.Add($"{topic} can't be read to its end");
                break;
            }
            if (record.IsPartitionEOF)
            {
                left--;
                continue;
            }
            var partition = record.Partition.Value;
            var number = Numbers.Parse(record.Message.Value);
            if (number != next[partition])
                faults.Add($"{topic} {partition}: number {number} at offset {record.Offset.Value}, where {next[partition]} belongs");
            next[partition] = number + 1;
        }
        for (var partition = 0; partition < written.Count; partition++)
        {
            if (next[partition] != written[partition])
                faults.Add($"{topic} {partition}: ends with {next[partition] - 1}, {written[partition]} were written");
        }
        return faults;
    }
}
