using System.Collections.Immutable;
using System.Security.Authentication;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>TLS towards a cluster's brokers as written. <see cref="Ca"/> empty: the machine's roots vouch for them.</summary>
internal sealed record BrokerTlsSettings(Place Place, ImmutableArray<Text> Ca)
{
    /// <summary>Lists of revoked certificates: names of files, or references.</summary>
    public ImmutableArray<Text> Lists { get; init; } = [];

    /// <summary>What the proxy shows; null: nothing.</summary>
    public TlsSettings? Shown { get; init; }

    /// <summary>What their certificates have to name; null: the host by which each is reached.</summary>
    public Text? Name { get; init; }
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>In the order of preference; empty: the platform's.</summary>
    public ImmutableArray<Text> Ciphers { get; init; } = [];
}
