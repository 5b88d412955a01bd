using System.Net;

namespace Compliance.AuditSink.Settings;

/// <summary>Where health and metrics are asked for.</summary>
public sealed record AdminSettings(IPAddress Address, int Port);
