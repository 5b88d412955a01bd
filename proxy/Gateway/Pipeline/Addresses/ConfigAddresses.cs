using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Addresses;

/// <summary>
/// Addresses in the text of a broker's configuration. Its listeners are shown under the proxy's address; what names controllers is
/// withheld as brokers withhold sensitive values, by null.
/// </summary>
internal static class ConfigAddresses
{
    private const sbyte Broker = 4;

    /// <summary>Grammar: [results: … resource_type resource_name [configs: name value … [synonyms: name value source]]].</summary>
    public static void Rewrite(Walk walk, Edits edits, BrokerMap brokers)
    {
        var program = walk.Program;
        var (type, name, configs) = (program.FieldId("Results.ResourceType"), program.FieldId("Results.ResourceName"), program.FieldId("Results.Configs"));
        foreach (var resource in walk.Elements(walk.Child(Walk.Root, program.FieldId("Results"))))
        {
            if (walk.Int8(walk.Child(resource, type)) != Broker)
                continue;
            // The cluster-wide defaults have an empty name.
            int? node = Utf8Parser.TryParse(walk.Utf8(walk.Child(resource, name)), out int id, out _) ? id : null;
            foreach (var config in walk.Elements(walk.Child(resource, configs)))
            {
                RewriteEntry(walk, edits, walk.Child(config, program.FieldId("Results.Configs.Name")), walk.Child(config, program.FieldId("Results.Configs.Value")), node, brokers);
                foreach (var synonym in walk.Elements(walk.Child(config, program.FieldId("Results.Configs.Synonyms"))))
                    RewriteEntry(walk, edits, walk.Child(synonym, program.FieldId("Results.Configs.Synonyms.Name")), walk.Child(synonym, program.FieldId("Results.Configs.Synonyms.Value")), node, brokers);
            }
        }
    }

    private static void RewriteEntry(Walk walk, Edits edits, int name, int value, int? node, BrokerMap brokers)
    {
        if (walk.IsNull(value) || walk.Utf8(value).IsEmpty)
            return;
        var key = walk.Utf8(name);
        if (key.StartsWith("controller.quorum."u8) && (key.EndsWith("voters"u8) || key.EndsWith("servers"u8)))
            edits.SetNull(value);
        else if (key.SequenceEqual("listeners"u8) || key.SequenceEqual("advertised.listeners"u8))
            edits.SetString(value, Listeners(Encoding.UTF8.GetString(walk.Utf8(value)), node, brokers));
    }

    /// <summary>"NAME://host:port,…" with the proxy's address of the node behind each name.</summary>
    private static byte[] Listeners(string text, int? node, BrokerMap brokers)
    {
        if (node is not { } id || brokers.AdvertisedOf(id) is not { } advertised)
            return [];
        var address = string.Create(CultureInfo.InvariantCulture, $"://{Encoding.UTF8.GetString(advertised.Host.Span)}:{advertised.Port}");
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(entry => entry.Split("://")[0] + address);
        return Encoding.UTF8.GetBytes(string.Join(',', names));
    }
}
