using System.Buffers;
using Compliance.Kafka.Records;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Benchmarks.Micro;

/// <summary>A Fetch response v16 with 50 partitions of 20 KB each: 1 MB.</summary>
internal static class FetchAnswer
{
    public const int Partitions = 50;

    public static MessageProgram Program { get; } = ApiTable.Find(1)!.Response(16);

    public static byte[] Encode()
    {
        byte[] records = RecordBatches.Batch(CompressionType.None, 20);
        var answer = new Message(Program);
        Message topic = answer.Add("Responses");
        topic["TopicId"] = Guid.Parse("0198c0de-0000-7000-8000-000000000001");
        for (int i = 0; i < Partitions; i++)
        {
            Message partition = topic.Add("Partitions");
            partition["PartitionIndex"] = i;
            partition["HighWatermark"] = 1000L;
            partition["Records"] = records;
        }

        var output = new ArrayBufferWriter<byte>();
        answer.Encode(output);
        return output.WrittenSpan.ToArray();
    }
}
