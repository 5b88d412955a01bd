using System.Text.Json;
using Compliance.Fuzz.Edge;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// Of an answer as the client gets it: it names no address but the proxy's; it lists no topic that the client may not know and did not
/// name; it holds records only of topics that the client may read, and those masked where the policy says so.
/// </summary>
internal static class AnsweredCheck
{
    private const short Fetch = 1;
    private const short Metadata = 3;
    private const short OffsetFetch = 9;
    private const short DescribeTopicPartitions = 75;
    private const short ShareFetch = 78;
    private static readonly byte[] Advertised = System.Text.Encoding.UTF8.GetBytes(TestRoute.Advertised);

    public static void Run(Walk answer, Walk asked, Rights rights)
    {
        foreach (int host in answer.WithRole(FieldRole.Host))
            Expect(answer.Nodes[host].Length == 0 || answer.Utf8(host).SequenceEqual(Advertised), answer, "a broker's own address is told");
        if (rights.IsAdmin)
            return;
        if (answer.Program.Api.Key is Metadata or OffsetFetch or DescribeTopicPartitions)
            Listed(answer, asked, rights);
        if (answer.Program.Api.Key is Fetch or ShareFetch)
            Read(answer, rights);
    }

    private static void Listed(Walk answer, Walk asked, Rights rights)
    {
        foreach (int name in answer.WithRole(FieldRole.TopicName))
        {
            if (answer.Nodes[name].Length == 0 || rights.Knows(ResourceType.Topic, answer.Utf8(name)))
                continue;
            Expect(IsNamed(asked, answer.Utf8(name)), answer, "a topic is listed that the client may not know");
        }
    }

    /// <summary>The client knows the name already. Not by an id: behind it the proxy would tell a name.</summary>
    private static bool IsNamed(Walk asked, ReadOnlySpan<byte> topic)
    {
        foreach (int name in asked.WithRole(FieldRole.TopicName))
        {
            if (asked.Utf8(name).SequenceEqual(topic))
                return true;
        }

        return false;
    }

    private static void Read(Walk answer, Rights rights)
    {
        foreach (int topic in answer.Elements(answer.Child(Walk.Root, answer.Program.FieldId("Responses"))))
        {
            byte[] name = RecordCheck.TopicOf(answer, topic, "Responses.Topic", "Responses.TopicId", rights);
            foreach (int partition in answer.Elements(answer.Child(topic, answer.Program.FieldId("Responses.Partitions"))))
            {
                int records = answer.Child(partition, answer.Program.FieldId("Responses.Partitions.Records"));
                if (records < 0 || answer.Nodes[records].Length == 0)
                    continue;
                Expect(rights.May(Operation.Read, ResourceType.Topic, name), answer, "records of a topic that the client may not read");
                if (rights.IsMasked(name))
                    RecordCheck.Run(answer.Content(records), mayEndInside: true, value => Masked(value, answer));
            }
        }
    }

    private static void Masked(JsonElement value, Walk answer)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name != "card" || member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                continue;
            bool masked = member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetRawText() == "0" : IsMasked(member.Value.GetString()!);
            Expect(masked, answer, "a card's number is told");
        }
    }

    private static bool IsMasked(string card)
    {
        int[] elements = System.Globalization.StringInfo.ParseCombiningCharacters(card);
        int kept = elements.Length > 4 ? 4 : 0;
        return card[..(kept == 0 ? card.Length : elements[^kept])].All(c => c == '*');
    }

    private static void Expect(bool holds, Walk answer, string otherwise)
    {
        if (!holds)
            throw new OracleException($"{answer.Program}: {otherwise}");
    }
}
