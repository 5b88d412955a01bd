using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Telemetry.Tracing;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Session;

/// <summary>
/// A request that waits for its answer. <see cref="Exchange"/> null: nobody looks into the answer. <see cref="IsAuthored"/>: the proxy
/// itself answers, with the body <see cref="Authored"/> or else the exchange's reply. <see cref="Own"/>: the proxy itself asks, and no client hears of it.
/// </summary>
internal struct InFlightEntry
{
    public ApiRow Api;
    public Exchange? Exchange;
    public byte[]? Authored;
    public OwnQuestion? Own;

    /// <summary>Of a request that is traced.</summary>
    public RequestTrace? Trace;

    /// <summary>Timestamp of the read that brought the request, and how long the proxy then worked on it before it went on.</summary>
    public long ReceivedTicks;
    public long OwnTicks;
    public int CorrelationId;
    public short Version;
    public bool IsAuthored;

    /// <summary>The body of an authored answer.</summary>
    public readonly ReadOnlySpan<byte> Body => Authored is { } body ? body : Exchange!.Reply.Written.Span;
}
