using System.Collections.Immutable;
using System.Net;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Comparing;

/// <summary>
/// From where recorded accesses came, as far as either of two sets of policies tells people by it: of very many addresses few networks are left.
/// Immutable.
/// </summary>
public sealed class RecordedSources(RuleSet before, RuleSet after)
{
    private readonly ImmutableArray<IPNetwork> _networks = [.. before.Networks.Union(after.Networks)];

    /// <summary>A policy names a network; else no address matters.</summary>
    public bool Matter => !_networks.IsEmpty;

    /// <summary>Null: from nowhere that a policy names, or from nowhere that is known.</summary>
    /// <param name="address">As the evidence holds it.</param>
    public SourceNetworks? Of(string? address) => SourceNetworks.Of(IPAddress.TryParse(address, out var source) ? source : null, _networks);
}
