using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>The errors of any other answer: those of each topic that the request named, else the first one there is.</summary>
internal static class AnswerFacts
{
    public static void Read(Exchange exchange)
    {
        var walk = exchange.Response;
        foreach (var node in walk.WithRole(FieldRole.ErrorCode))
        {
            if (walk.Nodes[node].Kind != NodeKind.Value || (KafkaError)walk.Int16(node) is var error && error == KafkaError.None)
                continue;
            if (TopicAround(exchange, walk, node) is { } topic)
                topic.Error = topic.Error == KafkaError.None ? error : topic.Error;
            else if (exchange.AnsweredError == KafkaError.None)
                exchange.AnsweredError = error;
        }
    }

    private static TopicAccess? TopicAround(Exchange exchange, Walk walk, int node)
    {
        for (var around = walk.Nodes[node].Parent; around > 0; around = walk.Nodes[around].Parent)
        {
            if (walk.Nodes[around].Kind != NodeKind.Struct)
                continue;
            var name = Authorization.EntryName.WithRole(walk, around, FieldRole.TopicName);
            var id = Authorization.EntryName.WithRole(walk, around, FieldRole.TopicId);
            if (name < 0 && id < 0)
                continue;
            return exchange.Topics.Find(Guid.Empty, name < 0 ? default : walk.Utf8(name)) ?? (id < 0 ? null : exchange.Topics.Find(walk.Uuid(id), default));
        }

        return null;
    }
}
