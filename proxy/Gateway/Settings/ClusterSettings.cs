using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>A cluster as written.</summary>
internal sealed record ClusterSettings(Text Name, ImmutableArray<BrokerAddress> Bootstrap, LoginSettings? Login)
{
    /// <summary>Null: its brokers are reached in plain.</summary>
    public BrokerTlsSettings? Tls { get; init; }
    public ImmutableDictionary<short, short> MaxVersions { get; init; } = ImmutableDictionary<short, short>.Empty;
    public RegistrySettings? Registry { get; init; }
    public string? Owner { get; init; }
    public string? Region { get; init; }
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;
}
