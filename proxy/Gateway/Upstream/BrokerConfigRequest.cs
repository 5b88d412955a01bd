using System.Globalization;
using System.Text;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Upstream;

/// <summary>The one question that the proxy itself asks by DescribeConfigs: whether a broker makes topics that somebody asks for and that are not there.</summary>
internal static class BrokerConfigRequest
{
    /// <summary>Brokers of all kinds have it.</summary>
    private const short Version = 1;
    private const sbyte Broker = 4;

    public static ApiRow Api { get; } = ApiTable.Find(32)!;

    public static bool IsServedBy(VersionTable versions) => versions.Ranges.TryGetValue(Api.Key, out var range) && range.Min <= Version && range.Max >= Version;

    /// <summary>
    /// Null: it does not say, as to a login without DescribeConfigs on the cluster. Grammar, v1: [resources: int8 type, string name, [string config_name]],
    /// bool include_synonyms. Answer: …, [results: int16 error, …, [configs: string name, nullable string value, …]].
    /// </summary>
    public static async Task<bool?> CreatesTopicsAsync(OwnLink own, int nodeId)
    {
        var answer = await own.AskAsync(Api, Version, Body(nodeId)).ConfigureAwait(false);
        using var walk = own.Walk(Api, Version, answer);
        var program = walk.Program;
        foreach (var result in walk.Elements(walk.Child(Walk.Root, program.FieldId("Results"))))
        {
            if (walk.Int16(walk.Child(result, program.FieldId("Results.ErrorCode"))) != 0)
                continue;
            foreach (var config in walk.Elements(walk.Child(result, program.FieldId("Results.Configs"))))
            {
                var value = walk.Child(config, program.FieldId("Results.Configs.Value"));
                if (walk.Utf8(walk.Child(config, program.FieldId("Results.Configs.Name"))).SequenceEqual("auto.create.topics.enable"u8) && !walk.IsNull(value))
                    return !walk.Utf8(value).SequenceEqual("false"u8);
            }
        }

        return null;
    }

    private static byte[] Body(int nodeId)
    {
        var name = Encoding.ASCII.GetBytes(nodeId.ToString(CultureInfo.InvariantCulture));
        var body = new byte[64];
        var writer = new WireWriter(body);
        writer.Length(1, compact: false);
        writer.Int8(Broker);
        writer.String(name, compact: false);
        writer.Length(1, compact: false);
        writer.String("auto.create.topics.enable"u8, compact: false);
        writer.Int8(0);
        return body[..writer.Position];
    }
}
