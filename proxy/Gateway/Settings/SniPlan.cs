using System.Globalization;

namespace Compliance.Gateway.Settings;

/// <summary>
/// The names by which clients ask for a route and its brokers in their TLS handshakes, so that one port is enough for all. In lower case
/// and ASCII. A broker's name is <paramref name="BrokerStart"/>, its id, <paramref name="BrokerEnd"/>. Immutable.
/// </summary>
internal sealed record SniPlan(string Bootstrap, string BrokerStart, string BrokerEnd)
{
    /// <summary>The longest id.</summary>
    private const int MaxDigits = 10;

    /// <summary>As it is written.</summary>
    public string Broker => BrokerStart + RoutePlan.NodeMark + BrokerEnd;

    /// <summary>The id in a broker's name, or -1 where it is none. An id has one way to be written.</summary>
    public int NodeOf(ReadOnlySpan<char> name)
    {
        if (name.Length <= BrokerStart.Length + BrokerEnd.Length || !name.StartsWith(BrokerStart, StringComparison.Ordinal) || !name.EndsWith(BrokerEnd, StringComparison.Ordinal))
            return -1;
        var digits = name[BrokerStart.Length..^BrokerEnd.Length];
        var isOneWay = digits.Length <= MaxDigits && (digits[0] != '0' || digits.Length == 1);
        return isOneWay && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var node) ? node : -1;
    }

    public string NameOf(int nodeId) => string.Create(CultureInfo.InvariantCulture, $"{BrokerStart}{nodeId}{BrokerEnd}");

    /// <summary>Whether a name could be a broker's of both: what one has more of before or behind the id is made of digits.</summary>
    public bool Meets(SniPlan other) =>
        Longer(BrokerStart, other.BrokerStart, fromEnd: false) is { } before && Longer(BrokerEnd, other.BrokerEnd, fromEnd: true) is { } behind
        && before.All(char.IsAsciiDigit) && behind.All(char.IsAsciiDigit);

    /// <summary>What one has more than the other; null: neither goes on from the other.</summary>
    private static string? Longer(string one, string other, bool fromEnd)
    {
        var (most, least) = one.Length >= other.Length ? (one, other) : (other, one);
        if (fromEnd)
            return most.EndsWith(least, StringComparison.Ordinal) ? most[..^least.Length] : null;
        return most.StartsWith(least, StringComparison.Ordinal) ? most[least.Length..] : null;
    }
}
