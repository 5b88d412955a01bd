using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>What a Fetch or ShareFetch gives its reader, by the answer's batch headers as the broker sent them.</summary>
internal static class FetchedFacts
{
    public static void FromAnswer(Exchange exchange, TopicCatalog topics)
    {
        var (walk, fields) = (exchange.Response, FetchedFields.Of(exchange.Response.Program));
        foreach (var element in walk.Elements(walk.Child(Walk.Root, fields.Topics)))
        {
            var topic = topics.Note(exchange, walk, element);
            foreach (var partition in walk.Elements(walk.Child(element, fields.Partitions)))
                Add(topic, walk, partition, fields);
        }
    }

    private static void Add(TopicAccess topic, Walk walk, int partition, FetchedFields fields)
    {
        var error = (KafkaError)walk.Int16(walk.Child(partition, fields.Error));
        if (topic.Error == KafkaError.None)
            topic.Error = error;
        var records = walk.Child(partition, fields.Records);
        // A partition's error says nothing of the others: while their leaders change, some fail and some are read.
        if (topic.IsWithheld || records < 0 || walk.Nodes[records].Length == 0)
            return;
        var facts = RecordFacts.Of(walk.Content(records));
        if (facts.Records == 0)
            return;
        topic.Records += facts.Records;
        topic.Bytes += facts.Bytes;
        topic.Partitions.Add(new PartitionAccess(walk.Int32(walk.Child(partition, fields.Index)), facts.Records, facts.FirstOffset, facts.LastOffset));
    }
}
