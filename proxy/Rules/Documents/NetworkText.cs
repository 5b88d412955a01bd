using System.Globalization;
using System.Net;

namespace Compliance.Rules.Documents;

/// <summary>Reads a network as people are told by: an address and how many of its bits count, <c>10.0.0.0/8</c>, or an address alone.</summary>
public static class NetworkText
{
    private const int BitsOfAByte = 8;

    /// <summary>Null, and what is wrong, where the text is no network.</summary>
    public static IPNetwork? Parse(string text, out string problem)
    {
        problem = $"'{text}' is no network; write an address and how many of its bits count: 10.0.0.0/8, 2001:db8::/32, or an address alone.";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var written = slash < 0 ? text : text[..slash];
        // Short forms such as 10.1 are addresses to the system, and other ones than they look like.
        if (!IPAddress.TryParse(written, out var address) || address.ScopeId() != 0 || (address.GetAddressBytes().Length == 4 && address.ToString() != written))
            return null;
        var most = address.GetAddressBytes().Length * BitsOfAByte;
        var bits = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > most))
            return null;
        if (address.IsIPv4MappedToIPv6)
        {
            problem = $"'{text}' is an IPv4 address written as IPv6; write it as IPv4.";
            return null;
        }

        var first = First(address, bits);
        problem = first.Equals(address) ? "" : $"'{text}' names an address inside of a network; write {first}/{bits} for the network, or {address} for the address.";
        return problem.Length == 0 ? new IPNetwork(first, bits) : null;
    }

    private static long ScopeId(this IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;

    private static IPAddress First(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(bits - (i * BitsOfAByte), 0, BitsOfAByte);
            bytes[i] &= (byte)(0xFF00 >> kept);
        }

        return new IPAddress(bytes);
    }
}
