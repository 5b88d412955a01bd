using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Records;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// Of a request as it was sent on: every name in it is one that its sender may do something with, and for what writes or reads records
/// that very thing; what is stored holds nothing that the policy drops.
/// </summary>
internal static class ForwardedCheck
{
    private const short Produce = 0;
    private const short Fetch = 1;
    private const short OffsetCommit = 8;
    private const short TxnOffsetCommit = 28;
    private const short ShareFetch = 78;
    private const short ShareAcknowledge = 79;
    private const short TopologyDescriptionUpdate = 93;

    public static void Run(Walk sent, Rights rights)
    {
        if (rights.IsAdmin)
            return;
        for (int node = 1; node < sent.Nodes.Length; node++)
        {
            if (sent.Nodes[node].Kind == NodeKind.Value)
                Check(sent, node, rights);
        }

        if (sent.Program.Api.Key == Produce)
            Stored(sent, rights);
    }

    private static void Check(Walk sent, int node, Rights rights)
    {
        switch (sent.Role(node))
        {
            case FieldRole.TopicName when !IsHarmless(sent, node) && sent.Nodes[node].Length > 0:
                Topic(sent, sent.Utf8(node), rights);
                break;
            case FieldRole.TopicId when rights.KnowsIds && !IsHarmless(sent, node) && sent.Uuid(node) is var id && id != Guid.Empty:
                byte[] name = rights.NameOf(id);
                Expect(name.Length > 0, sent, "an id that nobody knows was sent on");
                Topic(sent, name, rights);
                break;
            case FieldRole.GroupId:
                Expect(rights.Knows(ResourceType.Group, sent.Utf8(node)), sent, "a group was sent on that its sender may not know");
                break;
            case FieldRole.TransactionalId when sent.Program.Api.Key != Produce || IsTransactional(sent):
                Expect(rights.Knows(ResourceType.TransactionalId, sent.Utf8(node)), sent, "a transactional id was sent on that its sender may not know");
                break;
            case FieldRole.TopicRegex:
                Expect(sent.Nodes[node].Length == 0, sent, "an expression was sent on");
                break;
        }
    }

    private static void Topic(Walk sent, ReadOnlySpan<byte> name, Rights rights)
    {
        bool may = sent.Program.Api.Key switch
        {
            Produce => rights.May(Operation.Write, ResourceType.Topic, name),
            Fetch or OffsetCommit or TxnOffsetCommit or ShareFetch or ShareAcknowledge => rights.May(Operation.Read, ResourceType.Topic, name),
            _ => rights.Knows(ResourceType.Topic, name),
        };
        Expect(may, sent, $"topic '{Encoding.UTF8.GetString(name)}' was sent on, which its sender may not touch");
    }

    /// <summary>A broker looks at a producer's transactional id where records are of a transaction, and at no other time.</summary>
    private static bool IsTransactional(Walk produce)
    {
        foreach (int records in produce.WithRole(FieldRole.Records))
        {
            var batches = new RecordSetView(produce.Content(records));
            while (batches.MoveNext())
            {
                if (batches.Current.IsTransactional)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Partitions to be forgotten, those that a member says it has, how a group describes itself, where a list goes on: nothing is told about them.</summary>
    private static bool IsHarmless(Walk sent, int node)
    {
        string path = sent.Program.Field(sent.Nodes[node].Field).Path;
        return sent.Program.Api.Key == TopologyDescriptionUpdate || path.StartsWith("Cursor", StringComparison.Ordinal) || path.StartsWith("Forgotten", StringComparison.Ordinal) || path.StartsWith("TopicPartitions", StringComparison.Ordinal);
    }

    private static void Stored(Walk sent, Rights rights)
    {
        foreach (int topic in sent.Elements(sent.Child(Walk.Root, sent.Program.FieldId("TopicData"))))
        {
            byte[] name = RecordCheck.TopicOf(sent, topic, "TopicData.Name", "TopicData.TopicId", rights);
            if (!rights.IsMasked(name))
                continue;
            foreach (int partition in sent.Elements(sent.Child(topic, sent.Program.FieldId("TopicData.PartitionData"))))
            {
                int records = sent.Child(partition, sent.Program.FieldId("TopicData.PartitionData.Records"));
                RecordCheck.Run(sent.Content(records), mayEndInside: false, value => Expect(!value.TryGetProperty("code", out _), sent, "what the policy drops is stored"));
            }
        }
    }

    private static void Expect(bool holds, Walk sent, string otherwise)
    {
        if (!holds)
            throw new OracleException($"{sent.Program}: {otherwise}");
    }
}
