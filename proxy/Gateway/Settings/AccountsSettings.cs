using System.Collections.Immutable;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The principals of a route who have accounts of their own at brokers, as written.</summary>
/// <param name="Place">Of the whole.</param>
/// <param name="Named">Those of the settings themselves.</param>
/// <param name="File">Where they stand instead; null: in the settings.</param>
internal sealed record AccountsSettings(Place Place, ImmutableArray<AccountSettings> Named, Text? File)
{
    /// <summary>Who has none is let in by the route's login, or the cluster's.</summary>
    public bool OthersShare { get; init; }
}
