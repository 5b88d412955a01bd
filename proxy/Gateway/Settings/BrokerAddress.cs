using System.Globalization;

namespace Compliance.Gateway.Settings;

/// <summary>A host name or IP address, and a port, under which the proxy reaches a broker.</summary>
internal sealed record BrokerAddress(string Host, int Port)
{
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
