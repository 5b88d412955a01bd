using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>A route's ports, and where they are written. <see cref="Tls"/> null: clients connect in plain.</summary>
internal sealed record ListenSettings(ListenPlan Plan, Place Port, Place BrokerPorts, TlsSettings? Tls)
{
    /// <summary>Null: each broker has a port.</summary>
    public SniSettings? Sni { get; init; }

    /// <summary>Null: no PROXY header is taken.</summary>
    public ProxyProtocolPlan? ProxyProtocol { get; init; }

    /// <summary>Where it is written, where it is.</summary>
    public Place AdvertisedPort { get; init; }
}
