using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>One Kafka cluster: where to reach it and as whom.</summary>
internal sealed record ClusterPlan(string Name, ImmutableArray<BrokerAddress> Bootstrap)
{
    /// <summary>Null: the cluster asks for no login.</summary>
    public LoginPlan? Login { get; init; }

    /// <summary>Null: its brokers are reached in plain.</summary>
    public BrokerTlsPlan? Tls { get; init; }

    /// <summary>Brokers know who the proxy is, by a login or by its certificate: a connection is of use once they have taken it.</summary>
    public bool AsksWhoComes => Login is not null || Tls?.Shown is not null;

    /// <summary>Clients log in at its brokers by themselves, and the proxy has no login of its own: they tell it nothing but their versions.</summary>
    public bool IsClosed { get; init; }

    /// <summary>By key of the API: the highest version that clients are offered, of brokers that write later ones wrongly.</summary>
    public ImmutableDictionary<short, short> MaxVersions { get; init; } = ImmutableDictionary<short, short>.Empty;

    /// <summary>Where the schemas of its records are registered; null: nowhere.</summary>
    public RegistryPlan? Registry { get; init; }
    public string? Owner { get; init; }
    public string? Region { get; init; }
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether connections that are open would be made in the same way.</summary>
    public bool IsReachedAs(ClusterPlan other) => Bootstrap.SequenceEqual(other.Bootstrap) && Login == other.Login && Tls?.Digest == other.Tls?.Digest;
}
