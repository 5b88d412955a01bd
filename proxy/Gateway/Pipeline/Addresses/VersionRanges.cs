using System.Collections.Frozen;
using System.Collections.Immutable;
using Compliance.Gateway.Pipeline.Authorization;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Pipeline.Addresses;

/// <summary>
/// Which versions of an API clients may use through the proxy: those that the broker offers and the proxy knows. What it can't read it
/// can't guard, so an API that has no row in the wire's or in the access table is not offered at all.
/// </summary>
internal static class VersionRanges
{
    private const short Produce = 0;

    /// <summary>APIs between brokers and controllers, with no business on a client's connection.</summary>
    private static readonly FrozenSet<short> Known = AccessTable.Rows.Keys.ToFrozenSet();

    /// <summary>
    /// The part of the broker's range that the proxy knows, up to what the settings allow for this cluster; null: nothing is left of it.
    /// </summary>
    public static (short Min, short Max)? Narrow(short apiKey, short brokerMin, short brokerMax, ImmutableDictionary<short, short> ceilings)
    {
        if (ApiTable.Find(apiKey) is not { OnBroker: true } api || !Known.Contains(apiKey))
            return null;
        // Brokers announce Produce from 0 and refuse 0 to 2: older librdkafka switches compression off unless 0 is in the range.
        var min = apiKey == Produce ? brokerMin : Math.Max(brokerMin, api.MinVersion);
        var max = Math.Min(brokerMax, ceilings.GetValueOrDefault(apiKey, api.MaxVersion));
        return min <= max ? (min, max) : null;
    }
}
