using System.Net;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>advertise</c> of a route: the host that clients are told for brokers.</summary>
internal static class AdvertiseParser
{
    /// <summary>The names of <c>sni</c>, or the address listened on, where nothing is said and clients can reach that. Null, and a problem, where there is none.</summary>
    public static string? Parse(MapReader route, ListenSettings? listen)
    {
        if (listen?.Sni is { Plan: var names })
        {
            if (route.Has("advertise"))
                route.Problems.Error(route.PlaceOf("advertise"), $"Clients are told the names in listen.sni ({names.Broker}): remove 'advertise'.");
            return names.Broker;
        }

        if (route.OptionalText("advertise") is { } text)
            return Named(text, route, listen);
        if (listen is null || route.Has("advertise"))
            return null;
        if (listen.Plan.AdvertisedPort > 0)
            route.Problems.Error(listen.AdvertisedPort, $"With one port in common ('advertisedPort') each broker needs a host name of its own: add advertise: \"broker-{RoutePlan.NodeMark}.kafka.example\" to the route.");
        else if (!listen.Plan.Address.Equals(IPAddress.Any) && !listen.Plan.Address.Equals(IPAddress.IPv6Any))
            return listen.Plan.Address.ToString();
        else
            route.Problems.Error(route.Place, $"The route listens on all addresses ({listen.Plan.Address}), which clients can't be told; add 'advertise' with the host name that they use.");
        return null;
    }

    private static string? Named(Text text, MapReader route, ListenSettings? listen)
    {
        // The longest id makes the longest name.
        var longest = text.Value.Replace(RoutePlan.NodeMark, "2147483647", StringComparison.Ordinal);
        var isEach = longest != text.Value;
        if (!AddressText.IsHost(longest) || text.Value.StartsWith('['))
            route.Problems.Error(text.Place, $"'advertise' is the host name or IP address by which clients reach this machine, without a port, and IPv6 without brackets; {RoutePlan.NodeMark} in a name stands for the broker's id.");
        else if (listen?.Plan.AdvertisedPort > 0 && !isEach)
            route.Problems.Error(text.Place, $"With one port in common ('advertisedPort') each broker needs a host name of its own: write {RoutePlan.NodeMark} in 'advertise', such as broker-{RoutePlan.NodeMark}.kafka.example.");
        else if (isEach && IPAddress.TryParse(text.Value.Replace(RoutePlan.NodeMark, "1"), out _))
            route.Problems.Error(text.Place, $"'advertise' is an IP address, which a broker's id ({RoutePlan.NodeMark}) is no part of; write a host name.");
        else
            return text.Value;
        return null;
    }
}
