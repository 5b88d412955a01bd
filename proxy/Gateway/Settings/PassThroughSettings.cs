using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>Clients log in at the brokers, as written.</summary>
internal sealed record PassThroughSettings(ImmutableArray<string> Mechanisms, PassThroughPlan Plan);
