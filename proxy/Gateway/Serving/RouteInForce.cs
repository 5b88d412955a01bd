using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Serving;

/// <summary>The policies of one route.</summary>
/// <param name="Policies">The hash of each file, by the policy's id.</param>
internal sealed record RouteInForce(IReadOnlyDictionary<string, string> Policies)
{
    /// <summary>What the approvals are for; null: none are demanded.</summary>
    public string? Origin { get; init; }

    /// <summary>Number of the release; 0: none.</summary>
    public long Release { get; init; }

    public static RouteInForce None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public static RouteInForce Of(RoutePolicies policies) =>
        new(policies.Sources.ToDictionary(source => source.Id, source => source.Sha256, StringComparer.Ordinal)) { Origin = policies.Release?.Origin, Release = policies.Release?.Number ?? 0 };
}
