using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Upstream;

/// <summary>The two questions that the proxy itself asks by Metadata: which brokers there are, and what topic ids stand for.</summary>
internal static class MetadataRequest
{
    /// <summary>The first version with an empty list for no topic at all.</summary>
    private const short BrokersVersion = 1;

    /// <summary>The first version that takes ids.</summary>
    public const short IdsVersion = 12;
    public static ApiRow Api { get; } = ApiTable.Find(3)!;

    /// <summary>Grammar, v1: [topics: string name] as int32 count 0.</summary>
    public static async Task<List<(int NodeId, BrokerAddress Address)>> BrokersAsync(OwnLink own)
    {
        var body = await own.AskAsync(Api, BrokersVersion, new byte[sizeof(int)]).ConfigureAwait(false);
        using var walk = own.Walk(Api, BrokersVersion, body);
        var program = walk.Program;
        var brokers = new List<(int, BrokerAddress)>();
        foreach (var broker in walk.Elements(walk.Child(Walk.Root, program.FieldId("Brokers"))))
        {
            var host = Encoding.UTF8.GetString(walk.Utf8(walk.Child(broker, program.FieldId("Brokers.Host"))));
            var port = walk.Int32(walk.Child(broker, program.FieldId("Brokers.Port")));
            brokers.Add((walk.Int32(walk.Child(broker, program.FieldId("Brokers.NodeId"))), new BrokerAddress(host, port)));
        }

        return brokers;
    }

    /// <summary>
    /// Grammar, v12: [topics: uuid topic_id, compact nullable string name, tags], bool allow_auto_topic_creation,
    /// bool include_topic_authorized_operations, tags.
    /// </summary>
    public static async Task LearnAsync(OwnLink own, IReadOnlyList<Guid> ids, Topics into)
    {
        var answer = await own.AskAsync(Api, IdsVersion, Body(ids)).ConfigureAwait(false);
        using var walk = own.Walk(Api, IdsVersion, answer);
        var program = walk.Program;
        foreach (var topic in walk.Elements(walk.Child(Walk.Root, program.FieldId("Topics"))))
        {
            var name = walk.Child(topic, program.FieldId("Topics.Name"));
            if (walk.Int16(walk.Child(topic, program.FieldId("Topics.ErrorCode"))) == 0 && !walk.IsNull(name))
                into.Learn(walk.Uuid(walk.Child(topic, program.FieldId("Topics.TopicId"))), walk.Utf8(name));
        }
    }

    private static byte[] Body(IReadOnlyList<Guid> ids)
    {
        var body = new byte[5 + (ids.Count * 18) + 3];
        var writer = new WireWriter(body);
        writer.Length(ids.Count, compact: true);
        foreach (var id in ids)
        {
            writer.Uuid(id);
            writer.NullString(compact: true);
            writer.UVarint(0);
        }

        writer.Int8(0);
        writer.Int8(0);
        writer.UVarint(0);
        return body[..writer.Position];
    }
}
