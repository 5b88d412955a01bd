using Compliance.Harness;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Compliance.Benchmarks.Load;

/// <summary>
/// The topics of the measurement in hand. Those that are written keep only their last megabytes, so that the disk stays out of the
/// figures; those that are read are filled beforehand.
/// </summary>
internal sealed class LoadTopics(string address) : IDisposable
{
    private const int Steps = 8;
    private const int StepsOfMany = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    /// <summary>Without the notices of partitions that a deletion takes away.</summary>
    private readonly IAdminClient _admin = new AdminClientBuilder(new AdminClientConfig(new Dictionary<string, string> { ["log_level"] = "4" }) { BootstrapServers = address }).Build();
    private readonly List<string> _topics = [];
    private int _series;

    public string Name(string prefix) => $"{prefix}.load-{_series}";

    /// <summary>Makes topics and returns the requests that write to them.</summary>
    public async Task<byte[][]> EmptyAsync(Shape shape, string prefix)
    {
        await CreateAsync(shape, prefix, new() { ["segment.bytes"] = $"{32 << 20}", ["retention.bytes"] = $"{64 << 20}", ["retention.ms"] = "-1" });
        return Frames.Produce(shape, Name(prefix));
    }

    /// <summary>Makes topics, fills them, and returns the requests that read them.</summary>
    public async Task<byte[][]> FilledAsync(Shape shape, string prefix)
    {
        await CreateAsync(shape, prefix, new() { ["retention.ms"] = "-1" });
        byte[][] frames = Frames.Produce(shape, Name(prefix));
        int steps = shape.Topics == 1 ? Steps : StepsOfMany;
        int batch = Frames.Batch(shape).Length;
        using Stream stream = Door.Open(address, trusted: null);
        var answers = new Answers(stream);
        int rounds = 0;
        for (; rounds * batch < (steps * Frames.PartitionBytes) + batch; rounds++)
        {
            foreach (byte[] frame in frames)
            {
                stream.Write(frame);
                while (answers.Read() == 0)
                {
                }
            }
        }

        Check(Frames.Topic(Name(prefix), shape.Topics - 1), (long)rounds * shape.RecordsInBatch);
        return Frames.Fetch(shape, Name(prefix), steps);
    }

    /// <summary>Ends the measurement: the next one has topics of its own.</summary>
    public async Task DeleteAsync()
    {
        await _admin.DeleteTopicsAsync(_topics);
        _topics.Clear();
        _series++;
    }

    public void Dispose() => _admin.Dispose();

    private async Task CreateAsync(Shape shape, string prefix, Dictionary<string, string> settings)
    {
        string[] names = [.. Enumerable.Range(0, shape.Topics).Select(index => Frames.Topic(Name(prefix), index))];
        await _admin.CreateTopicsAsync(names.Select(name => new TopicSpecification { Name = name, NumPartitions = 1, ReplicationFactor = 1, Configs = settings }));
        _topics.AddRange(names);
        await Eventually.TrueAsync(
            () => names.All(name => _admin.GetMetadata(name, Patience).Topics is [{ Partitions: [{ Leader: >= 0 }] }]), Patience, "the topics to have leaders");
        await Eventually.TrueAsync(() => AnswersAsync(names), Patience, "the topics' leaders to answer");
    }

    /// <summary>Metadata name a leader before it has its log, and refuses what comes until then.</summary>
    private async Task<bool> AnswersAsync(string[] topics)
    {
        try
        {
            await _admin.ListOffsetsAsync(topics.Select(topic => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = OffsetSpec.Latest() }));
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private void Check(string topic, long records)
    {
        using IConsumer<Ignore, Ignore> consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = address, GroupId = "load" }).Build();
        long end = consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Patience).High.Value;
        if (end != records)
            throw new InvalidOperationException($"{topic} ends at {end} instead of {records}: the broker refused some of the load.");
    }
}
