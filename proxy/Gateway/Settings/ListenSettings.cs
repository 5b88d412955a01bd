using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>A route's ports, and where they are written.</summary>
internal sealed record ListenSettings(ListenPlan Plan, Place Port, Place BrokerPorts);
