using System.Collections.Immutable;
using System.Net;

namespace Compliance.Rules.Compiled;

/// <summary>
/// In which of the networks that policies name a connection's source lies. Immutable; equal by value: what is decided for callers is
/// remembered by them, and there are too many addresses for that.
/// </summary>
public sealed class SourceNetworks : IEquatable<SourceNetworks>
{
    private readonly ImmutableArray<IPNetwork> _around;
    private readonly string _key;

    private SourceNetworks(ImmutableArray<IPNetwork> around)
    {
        _around = around;
        _key = string.Join(' ', around);
    }

    /// <summary>Null: it lies in none of them, or is not known.</summary>
    internal static SourceNetworks? Of(IPAddress? address, ImmutableArray<IPNetwork> named)
    {
        // A listener of both families tells of IPv4 so.
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        ImmutableArray<IPNetwork> around = address is null ? [] : [.. named.Where(network => network.Contains(address))];
        return around.IsEmpty ? null : new(around);
    }

    internal bool AnyOf(ImmutableArray<IPNetwork> networks)
    {
        foreach (var network in networks)
        {
            if (_around.Contains(network))
                return true;
        }

        return false;
    }

    public bool Equals(SourceNetworks? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as SourceNetworks);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
}
