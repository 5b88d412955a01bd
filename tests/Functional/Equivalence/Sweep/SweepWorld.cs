using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Harness;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>
/// What the requests of one road are about: names of its own, told apart by a tag of the road that answers are freed from, so that all
/// roads change the broker alike and none sees the others' things. Single owner.
/// </summary>
internal sealed class SweepWorld
{
    /// <summary>A member id that its client makes.</summary>
    public const string Member = "5b3ea9a6-1f0f-4d0e-9a53-0d7c3f9f2c11";

    private readonly Dictionary<Guid, string> _topics = [];

    private SweepWorld(Road road, int port)
    {
        Tag = road switch { Road.Direct => "aaaa", Road.Proxied => "bbbb", _ => "cccc" };
        Port = port;
    }

    public string Tag { get; }

    /// <summary>Where the road begins.</summary>
    public int Port { get; }

    public string ClusterId { get; private set; } = "";

    /// <summary>Topics with three records of one batch; the second one's are opened on the ruled road.</summary>
    public IReadOnlyList<string> Topics => [Name("plain"), Name("guarded")];

    public static string Others(string tag) => string.Join('|', new[] { "aaaa", "bbbb", "cccc" }.Where(other => other != tag).Select(other => $"-{other}"));

    public static Task<SweepWorld> StartAsync(Roads roads, Road road) =>
        StartAsync(roads.Broker, road, int.Parse(roads.Address(road).Split(':')[1], CultureInfo.InvariantCulture));

    /// <summary>As <see cref="StartAsync(Roads, Road)"/>, for a road that begins at this port.</summary>
    public static async Task<SweepWorld> StartAsync(KafkaServer broker, Road road, int port)
    {
        var world = new SweepWorld(road, port);
        foreach (var topic in world.Topics.Append(world.Name("parts")))
            await broker.CreateTopicAsync(topic);
        await world.LearnAsync(broker.Port);
        foreach (var topic in world.Topics)
            await ProduceAsync(broker.Port, topic);
        await BrokerState.CoordinatorsServeAsync(broker.Port, "g", "t", $"g:{Compact(world.IdOf(world.Topics[0]))}:0");
        var producer = new Message(ApiTable.Find(22)!.Request(4)) { ["TransactionalId"] = world.Name("payments"), ["TransactionTimeoutMs"] = 60000 };
        using var client = await RawClient.ConnectAsync(broker.Port);
        Xunit.Assert.Equal((short)0, (await client.AskAsync(producer))["ErrorCode"]);
        return world;
    }

    public string Name(string label) => $"{label}-{Tag}";

    public Guid IdOf(string topic) => _topics.Single(pair => pair.Value == topic).Key;

    /// <summary>What an answer says of an id.</summary>
    public string Said(Guid id) => id == Guid.Empty ? "no id" : _topics.TryGetValue(id, out var topic) ? $"the id of {topic}" : "an id";

    /// <summary>A uuid in Kafka's text form.</summary>
    public static string Compact(Guid id) => System.Buffers.Text.Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    private static async Task ProduceAsync(int port, string topic)
    {
        var request = new Message(ApiTable.Find(0)!.Request(12)) { ["Acks"] = -1, ["TimeoutMs"] = 30000 };
        var data = request.Add("TopicData");
        data["Name"] = topic;
        data.Add("PartitionData")["Records"] = RecordBatch.Of("""{"a":1}""", """{"b":"x"}""", """{"c":null}""");
        using var client = await RawClient.ConnectAsync(port);
        var answer = await client.AskAsync(request);
        Xunit.Assert.Equal((short)0, answer.Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"]);
    }

    private async Task LearnAsync(int port)
    {
        var request = new Message(ApiTable.Find(3)!.Request(12)) { ["Topics"] = null };
        using var client = await RawClient.ConnectAsync(port);
        var answer = await client.AskAsync(request);
        ClusterId = answer.Get<string>("ClusterId");
        foreach (var topic in answer.Structs("Topics").Where(topic => topic.Get<string>("Name").EndsWith(Tag, StringComparison.Ordinal)))
            _topics[topic.Get<Guid>("TopicId")] = topic.Get<string>("Name");
    }
}
