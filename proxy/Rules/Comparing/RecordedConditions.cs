using System.Collections.Immutable;
using System.Net;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Times;

namespace Compliance.Rules.Comparing;

/// <summary>
/// From where, when and with which client id recorded accesses came, as far as either of two sets of policies asks for it: of very many addresses,
/// times and client ids few answers are left. For one thread.
/// </summary>
public sealed class RecordedConditions(RuleSet before, RuleSet after)
{
    private readonly ImmutableArray<IPNetwork> _networks = [.. before.Networks.Union(after.Networks)];
    private readonly ImmutableArray<NamePattern> _clientIds = [.. before.ClientIds.Concat(after.ClientIds).DistinctBy(pattern => pattern.Text)];
    private readonly ImmutableArray<TimeWindow> _hours = [.. before.Hours.Union(after.Hours)];
    private readonly Dictionary<DateTimeOffset, OpenHours?> _open = [];

    /// <summary>A policy names a network; else no address matters.</summary>
    public bool AsksSource => !_networks.IsEmpty;

    /// <summary>A policy names client ids by which a rule holds.</summary>
    public bool AsksClientId => !_clientIds.IsEmpty;

    /// <summary>A policy names hours. They begin and end with a minute.</summary>
    public bool AsksTime => !_hours.IsEmpty;

    /// <summary>Null: from nowhere that a policy names, or from nowhere that is known.</summary>
    /// <param name="address">As the evidence holds it.</param>
    public SourceNetworks? From(string? address) => SourceNetworks.Of(IPAddress.TryParse(address, out var source) ? source : null, _networks);

    /// <summary>Null: like nothing that a policy names.</summary>
    public ClientIdMarks? ClientIds(string? clientId) => ClientIdMarks.Of(clientId, _clientIds);

    /// <summary>Null: no policy names hours.</summary>
    public OpenHours? Open(DateTimeOffset at) => _open.TryGetValue(at, out var known) ? known : _open[at] = OpenHours.At(at, _hours);
}
