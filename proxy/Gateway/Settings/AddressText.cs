using System.Globalization;
using System.Net;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Addresses and ports as the settings write them.</summary>
internal static class AddressText
{
    public const int MaxPort = ushort.MaxValue;
    private const int MaxHost = 253;

    /// <summary>An address of this machine. Null, and a problem, where it is none.</summary>
    public static IPAddress? LocalAddress(this MapReader map, string key)
    {
        if (map.RequiredText(key) is not { } text)
            return null;
        if (IPAddress.TryParse(text.Value, out var address) && text.Value.AsSpan().ContainsAny('.', ':'))
            return address;
        map.Problems.Error(text.Place, $"'{key}' is an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them.");
        return null;
    }

    /// <summary>0: any free one.</summary>
    public static int Port(this MapReader map, string key)
    {
        if (map.RequiredText(key) is { } text)
        {
            if (ushort.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                return port;
            map.Problems.Error(text.Place, $"'{key}' is a port from 1 to {MaxPort}, or 0 for any free one.");
        }

        return 0;
    }

    /// <summary>"first-last", or 0 for any free ones.</summary>
    public static (int First, int Last) PortRange(this MapReader map, string key)
    {
        if (map.RequiredText(key) is not { } text || text.Value == "0")
            return (0, 0);
        var ends = text.Value.Split('-');
        if (ends.Length == 2 && ParsePort(ends[0]) is { } first && ParsePort(ends[1]) is { } last && first <= last)
            return (first, last);
        map.Problems.Error(text.Place, $"'{key}' is a range of ports such as 19093-19192, one for each broker, or 0 for any free ones.");
        return (0, 0);
    }

    /// <summary>"host:port"; an IPv6 address stands in brackets. Null, and a problem, where it is none.</summary>
    public static BrokerAddress? Broker(Text text, ProblemList problems)
    {
        var colon = text.Value.LastIndexOf(':');
        var host = colon < 0 ? "" : text.Value[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed)
            host = host[1..^1];
        if (IsHost(host) && isBracketed == host.Contains(':', StringComparison.Ordinal) && ParsePort(text.Value[(colon + 1)..]) is { } port)
            return new BrokerAddress(host, port);
        problems.Error(text.Place, "An address is host:port, such as broker-1.example:9092 or [::1]:9092.");
        return null;
    }

    /// <summary>A host name or an IP address.</summary>
    public static bool IsHost(string host) =>
        host.Length is > 0 and <= MaxHost && (IPAddress.TryParse(host, out _) || Uri.CheckHostName(host) == UriHostNameType.Dns);

    private static int? ParsePort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
}
