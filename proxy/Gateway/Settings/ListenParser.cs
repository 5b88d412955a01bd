using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>listen</c> of a route.</summary>
internal static class ListenParser
{
    /// <summary>Null, and problems, where a part is missing or malformed.</summary>
    public static ListenSettings? Parse(MapReader route)
    {
        if (route.Required("listen") is not { } node || MapReader.Open(node, SettingsVocabulary.Listen, route.Problems) is not { } map)
            return null;
        var address = map.LocalAddress("address");
        var port = map.Port("port");
        var (first, last) = map.Has("sni") ? (0, 0) : map.PortRange("brokerPorts");
        var tls = TlsParser.Listener(map);
        var sni = SniParser.Parse(map);
        var firstNode = map.Int("firstNode", 0, 0, int.MaxValue - AddressText.MaxPort);
        var proxyProtocol = ProxyProtocolParser.Parse(map);
        if (address is null || map.Has("sni") && sni is null)
            return null;
        var plan = new ListenPlan(address, port, first, last, firstNode)
        {
            AdvertisedPort = map.Int("advertisedPort", 0, 1, AddressText.MaxPort),
            FirstAdvertisedPort = map.Has("sni") ? 0 : FirstAdvertised(map, first, last),
            Sni = sni?.Plan,
        };
        return new ListenSettings(plan, map.PlaceOf("port"), map.PlaceOf("brokerPorts"), tls) { Sni = sni, ProxyProtocol = proxyProtocol, AdvertisedPort = map.PlaceOf("advertisedPort") };
    }

    /// <summary>0: it is not said, or a problem.</summary>
    private static int FirstAdvertised(MapReader map, int first, int last)
    {
        const string key = "advertisedBrokerPorts";
        if (!map.Has(key))
            return 0;
        var (told, lastTold) = map.PortRange(key);
        if (map.Has("advertisedPort"))
            map.Problems.Error(map.PlaceOf(key), $"Brokers have either one port in common ('advertisedPort') or one each ('{key}'); remove one of them.");
        else if (told == 0 || first == 0 || lastTold - told != last - first)
            map.Problems.Error(map.PlaceOf(key), $"'{key}' is a range of ports as long as 'brokerPorts', which names ports too: what clients use for each of those.");
        return told;
    }
}
