using System.Net;
using Compliance.Gateway.Edge.Names;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>sni</c> of a listener: the names that take the place of ports.</summary>
internal static class SniParser
{
    /// <summary>What ports of one's own have, and names have not.</summary>
    private static readonly string[] OfPorts = ["brokerPorts", "firstNode", "advertisedBrokerPorts"];

    /// <summary>The longest makes the longest name, and a short one may make an address.</summary>
    private static readonly string[] Ids = ["1", "2147483647"];

    /// <summary>Null: brokers have ports, or a problem.</summary>
    public static SniSettings? Parse(MapReader listen)
    {
        if (listen.Find("sni") is not { } node || MapReader.Open(node, SettingsVocabulary.Sni, listen.Problems) is not { } map)
            return null;
        if (!listen.Has("tls"))
            map.Problems.Error(listen.PlaceOf("sni"), "Clients say in their TLS handshakes whom they ask for, so 'sni' needs TLS: add tls: {certificate: …} to 'listen'.");
        foreach (var key in OfPorts.Where(listen.Has))
            map.Problems.Error(listen.PlaceOf(key), $"With 'sni' all brokers share one port: remove '{key}'.");
        var (bootstrap, broker) = (map.RequiredText("bootstrap"), map.RequiredText("broker"));
        if (bootstrap is not { } first || broker is not { } each || !IsBootstrap(first, map) || !IsBroker(each, map))
            return null;
        var parts = HostText.Normal(each.Value).Split(RoutePlan.NodeMark);
        var plan = new SniPlan(HostText.Normal(first.Value), parts[0], parts[1]);
        if (plan.NodeOf(plan.Bootstrap) >= 0)
            map.Problems.Error(first.Place, $"'{first}' is by 'broker' ({each}) a broker's name; give the bootstrap another one.");
        return new SniSettings(plan, listen.PlaceOf("sni"), first.Place, each.Place);
    }

    private static bool IsBootstrap(Text text, MapReader map)
    {
        if (IsName(text.Value))
            return true;
        map.Problems.Error(text.Place, "'bootstrap' is the host name by which clients connect first, such as kafka.payments.example: without a port, and no IP address, since TLS asks for names alone; others than ASCII's letters in their xn-- form.");
        return false;
    }

    private static bool IsBroker(Text text, MapReader map)
    {
        if (text.Value.Split(RoutePlan.NodeMark).Length == 2 && Ids.All(id => IsName(text.Value.Replace(RoutePlan.NodeMark, id, StringComparison.Ordinal))))
            return true;
        map.Problems.Error(text.Place, $"'broker' is the host name of each broker, in which {RoutePlan.NodeMark} stands once for its id, such as broker-{RoutePlan.NodeMark}.payments.example: without a port, and no IP address; others than ASCII's letters in their xn-- form.");
        return false;
    }

    private static bool IsName(string name) => name.All(char.IsAscii) && AddressText.IsHost(name) && !IPAddress.TryParse(name, out _);
}
