using System.Collections.Immutable;
using System.Globalization;
using Compliance.Kafka.Schema;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>clusters</c>: a name, and below it bootstrap, tls, login, maxVersions, registry, owner, region, tags.</summary>
internal static class ClusterParser
{
    public static ClusterSettings? Parse(YamlEntry entry, ProblemList problems)
    {
        if (MapReader.Open(entry.Value, SettingsVocabulary.Cluster, problems) is not { } map)
            return null;
        var name = new Text(entry.Key.Value, entry.Key.Place);
        Names.Check(name, "a cluster", problems);
        var bootstrap = map.Texts("bootstrap", required: true).Select(text => AddressText.Broker(text, problems)).OfType<BrokerAddress>();
        return new ClusterSettings(name, [.. bootstrap], LoginParser.Parse(map))
        {
            Tls = TlsParser.Brokers(map),
            MaxVersions = MaxVersions(map),
            Registry = RegistryParser.Parse(map),
            Owner = map.OptionalText("owner")?.Value,
            Region = map.OptionalText("region")?.Value,
            Tags = Tags(map),
        };
    }

    /// <summary>A map from an API's name to the highest version that is offered.</summary>
    private static ImmutableDictionary<short, short> MaxVersions(MapReader cluster)
    {
        var ceilings = ImmutableDictionary.CreateBuilder<short, short>();
        foreach (var (name, value) in cluster.Entries("maxVersions"))
        {
            if (ApiTable.Rows.FirstOrDefault(row => row.Name == name.Value) is not { OnBroker: true } api)
                cluster.Problems.Error(name.Place, $"'{name.Value}' is no API of brokers; write it as Kafka does, such as Metadata or LeaveGroup.");
            else if (value is YamlScalar text && short.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && api.Knows(version))
                ceilings[api.Key] = version;
            else
                cluster.Problems.Error(value.Place, $"The highest version of {api.Name} is a number from {api.MinVersion} to {api.MaxVersion}.");
        }

        return ceilings.ToImmutable();
    }

    private static ImmutableDictionary<string, string> Tags(MapReader cluster)
    {
        var tags = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in cluster.Entries("tags"))
        {
            if (value is YamlScalar { IsNull: false } text)
                tags[key.Value] = text.Value;
            else
                cluster.Problems.Error(value.Place, $"The tag '{key.Value}' has a single value.");
        }

        return tags.ToImmutable();
    }
}
