using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>The names of a route and its brokers, and where they are written.</summary>
internal sealed record SniSettings(SniPlan Plan, Place Place, Place Bootstrap, Place Broker);
