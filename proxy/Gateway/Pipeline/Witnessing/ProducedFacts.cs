using System.Runtime.InteropServices;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>What a Produce stores where: counted in the request, placed by the answer.</summary>
internal static class ProducedFacts
{
    public static void FromRequest(Exchange exchange, TopicCatalog topics)
    {
        var (walk, fields) = (exchange.Request, ProduceFields.Of(exchange.Request.Program));
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
            {
                var facts = RecordFacts.Of(walk.Content(walk.Child(partition, fields.Records)));
                topic.Records += facts.Records;
                topic.Bytes += facts.Bytes;
                topic.Partitions.Add(new PartitionAccess(walk.Int32(walk.Child(partition, fields.Index)), facts.Records, -1, -1));
            }
        }
    }

    /// <summary>Grammar: [responses: (name | topic_id) [partition_responses: index error_code base_offset …]].</summary>
    public static void FromAnswer(Exchange exchange, TopicCatalog topics)
    {
        var (walk, fields) = (exchange.Response, ProducedFields.Of(exchange.Response.Program));
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
            {
                var error = (KafkaError)walk.Int16(walk.Child(partition, fields.Error));
                if (topic.Error == KafkaError.None)
                    topic.Error = error;
                if (error == KafkaError.None)
                    Place(topic, walk.Int32(walk.Child(partition, fields.Index)), walk.Int64(walk.Child(partition, fields.BaseOffset)));
            }
        }
    }

    private static void Place(TopicAccess topic, int index, long baseOffset)
    {
        foreach (ref var partition in CollectionsMarshal.AsSpan(topic.Partitions))
        {
            if (partition.Index == index && baseOffset >= 0 && partition.Records > 0)
                partition = partition with { FirstOffset = baseOffset, LastOffset = baseOffset + partition.Records - 1 };
        }
    }
}
