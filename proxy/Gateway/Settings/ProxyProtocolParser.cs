using System.Collections.Immutable;
using System.Net;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>proxyProtocol</c> of a listener.</summary>
internal static class ProxyProtocolParser
{
    private const string Refused = "refused";
    private const string Allowed = "allowed";
    private const string Required = "required";

    /// <summary>Null: no header is taken, or a problem.</summary>
    public static ProxyProtocolPlan? Parse(MapReader listen)
    {
        if (listen.Find("proxyProtocol") is not { } node || MapReader.Open(node, SettingsVocabulary.ProxyProtocol, listen.Problems) is not { } map
            || map.RequiredText("mode") is not { } mode)
            return null;
        if (mode.Value is not (Refused or Allowed or Required))
        {
            map.Problems.Error(mode.Place, $"'mode' is {Required} (every connection begins with a header), {Allowed} or {Refused}, not '{mode}'.");
            return null;
        }

        var from = map.Texts("from", required: mode.Value != Refused).Select(text => Network(text, map)).OfType<IPNetwork>().ToImmutableArray();
        return mode.Value == Refused ? null : new ProxyProtocolPlan(mode.Value == Required, from);
    }

    private static IPNetwork? Network(Text text, MapReader map)
    {
        var network = NetworkText.Parse(text.Value, out var problem);
        if (network is null)
            map.Problems.Error(text.Place, $"'from' names the networks of load balancers: {problem}");
        return network;
    }
}
