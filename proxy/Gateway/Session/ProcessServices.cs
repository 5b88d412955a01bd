using Compliance.Gateway.Audit;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Tracing;
using Compliance.Gateway.Tls;
using Compliance.Protect.Keys;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Session;

/// <summary>What all sessions of the process share. Each member is thread-safe.</summary>
internal sealed record ProcessServices(
    BufferBudget Budget,
    CoarseClock Clock,
    SessionSet Sessions,
    SessionEvents Events,
    GatewayMetrics Metrics,
    EventIds Ids,
    TimeProvider Time,
    ILogger Log)
{
    public required HandshakeGate Handshakes { get; init; }

    /// <summary>How often keys have encrypted.</summary>
    public required KeyUses Keys { get; init; }

    /// <summary>Null: no request is traced.</summary>
    public Tracer? Tracer { get; init; }
}
