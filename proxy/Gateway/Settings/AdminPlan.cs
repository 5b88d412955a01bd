using System.Net;

namespace Compliance.Gateway.Settings;

/// <summary>Where health and metrics are served.</summary>
internal sealed record AdminPlan(IPAddress Address, int Port);
