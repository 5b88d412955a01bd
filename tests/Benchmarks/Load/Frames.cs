using System.Buffers;
using System.Buffers.Binary;
using Compliance.Benchmarks.Micro;
using Compliance.Kafka.Records;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Benchmarks.Load;

/// <summary>
/// Requests as whole frames, encoded once and sent again and again: the load costs next to nothing beside what it loads. Only the
/// correlation id changes (<see cref="Number"/>).
/// </summary>
internal static class Frames
{
    /// <summary>What a consumer asks of one partition at a time: max.partition.fetch.bytes.</summary>
    public const int PartitionBytes = 1 << 20;

    /// <summary>At most for a whole answer; with many partitions each turn serves the next ones.</summary>
    private const int AnswerBytes = 4 << 20;
    private const short ProduceVersion = 9;
    private const short FetchVersion = 12;
    private const short VersionsVersion = 3;

    /// <summary>Behind int32 size, int16 key, int16 version.</summary>
    private const int CorrelationIdAt = 8;

    public static string Topic(string prefix, int index) => $"{prefix}.{index}";

    public static void Number(byte[] frame, int correlationId) => BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(CorrelationIdAt), correlationId);

    /// <summary>Requests that touch each topic once in a round. acks=all.</summary>
    public static byte[][] Produce(Shape shape, string prefix)
    {
        byte[] batch = Batch(shape);
        return [.. Enumerable.Range(0, shape.Topics).Chunk(shape.Partitions).Select(topics => Produce(topics.Select(topic => Topic(prefix, topic)), batch))];
    }

    public static byte[] Batch(Shape shape) => BatchTemplate.Encode(CompressionType.None, [.. Enumerable.Range(0, shape.RecordsInBatch).Select(i => Value(i, shape.RecordBytes))]);

    /// <summary>A request with one batch for one topic.</summary>
    public static byte[] Single(string topic, int records, int recordBytes) =>
        Produce([topic], BatchTemplate.Encode(CompressionType.None, [.. Enumerable.Range(0, records).Select(i => Value(i, recordBytes))]));

    /// <summary>
    /// Requests that read each topic from <paramref name="steps"/> offsets in turn; where there are many topics, each begins with others,
    /// as a broker serves a fetch session.
    /// </summary>
    public static byte[][] Fetch(Shape shape, string prefix, int steps)
    {
        int batches = Math.Max(1, PartitionBytes / Batch(shape).Length);
        int turn = Math.Max(1, shape.Topics / 25);
        return
        [
            .. Enumerable.Range(0, steps * Math.Max(1, shape.Topics / turn)).Select(i =>
                Fetch(Enumerable.Range(0, shape.Topics).Select(topic => Topic(prefix, (topic + (i * turn)) % shape.Topics)), (long)(i % steps) * batches * shape.RecordsInBatch)),
        ];
    }

    /// <summary>What a client asks first.</summary>
    public static byte[] Versions()
    {
        ApiRow api = ApiTable.Find(18)!;
        return Frame(api, VersionsVersion, new Message(api.Request(VersionsVersion)) { ["ClientSoftwareName"] = "load", ["ClientSoftwareVersion"] = "1" });
    }

    private static byte[] Value(int number, int bytes)
    {
        if (bytes == 1024)
            return RecordBatches.Payment(number);
        byte[] value = new byte[bytes];
        value.AsSpan().Fill((byte)('a' + (number % 26)));
        return value;
    }

    private static byte[] Produce(IEnumerable<string> topics, byte[] batch)
    {
        ApiRow api = ApiTable.Find(0)!;
        var request = new Message(api.Request(ProduceVersion)) { ["Acks"] = (short)-1, ["TimeoutMs"] = 30_000 };
        foreach (string topic in topics)
        {
            Message data = request.Add("TopicData");
            data["Name"] = topic;
            Message partition = data.Add("PartitionData");
            partition["Index"] = 0;
            partition["Records"] = batch;
        }

        return Frame(api, ProduceVersion, request);
    }

    private static byte[] Fetch(IEnumerable<string> topics, long offset)
    {
        ApiRow api = ApiTable.Find(1)!;
        var request = new Message(api.Request(FetchVersion))
        {
            ["ReplicaId"] = -1,
            ["MaxWaitMs"] = 500,
            ["MinBytes"] = 1,
            ["MaxBytes"] = AnswerBytes,
            ["SessionEpoch"] = -1,
        };
        foreach (string topic in topics)
        {
            Message asked = request.Add("Topics");
            asked["Topic"] = topic;
            Message partition = asked.Add("Partitions");
            partition["Partition"] = 0;
            partition["CurrentLeaderEpoch"] = -1;
            partition["FetchOffset"] = offset;
            partition["PartitionMaxBytes"] = PartitionBytes;
        }

        return Frame(api, FetchVersion, request);
    }

    /// <summary>Grammar: int32 size, int16 key, int16 version, int32 correlation_id, string client_id, tags, body.</summary>
    private static byte[] Frame(ApiRow api, short version, Message request)
    {
        var body = new ArrayBufferWriter<byte>();
        request.Encode(body);
        ReadOnlySpan<byte> clientId = "load"u8;
        byte[] frame = new byte[FrameScanner.Prefix + 11 + clientId.Length + body.WrittenCount];
        var writer = new WireWriter(frame);
        writer.Int32(frame.Length - FrameScanner.Prefix);
        writer.Int16(api.Key);
        writer.Int16(version);
        writer.Int32(0);
        writer.String(clientId, compact: false);
        writer.UVarint(0);
        writer.Raw(body.WrittenSpan);
        return frame;
    }
}
