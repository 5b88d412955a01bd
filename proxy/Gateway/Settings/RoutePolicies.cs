using System.Collections.Immutable;
using Compliance.Gateway.Approval;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Settings;

/// <summary>The policies of a route, as they were read and compiled. Immutable.</summary>
/// <param name="Rules">What decides.</param>
/// <param name="Keys">What the rules name; null: a problem tells of it.</param>
/// <param name="Digest">Of policies and keys: equal ones decide and protect alike.</param>
/// <param name="Sources">The files.</param>
internal sealed record RoutePolicies(RuleSet Rules, KeyRing? Keys, string Digest, ImmutableArray<PolicySource> Sources)
{
    /// <summary>Null: the route demands no approvals.</summary>
    public ReleaseInForce? Release { get; init; }
}
