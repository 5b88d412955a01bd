using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>A denied topic as an answer to Fetch shows it: its error on each partition, and no records (an empty set: null is fatal to some).</summary>
internal static class FetchRefusal
{
    /// <summary>Grammar: (topic | topic_id) [partitions: partition_index error_code high_watermark -1 … records].</summary>
    public static void Add(Message answer, DeniedTopic topic)
    {
        var element = answer.Add("Responses");
        element["Topic"] = topic.Name ?? "";
        element["TopicId"] = topic.Id;
        foreach (var index in topic.Partitions)
        {
            var partition = element.Add("Partitions");
            partition["PartitionIndex"] = index;
            partition["ErrorCode"] = (short)topic.Error;
            partition["HighWatermark"] = -1L;
            partition["Records"] = Array.Empty<byte>();
        }
    }
}
