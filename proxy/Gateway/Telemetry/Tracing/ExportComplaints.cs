using System.Diagnostics.Tracing;
using Compliance.Gateway.Edge;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Telemetry.Tracing;

/// <summary>
/// Hears what the exporter says of itself, which else nobody would: a collector that does not answer becomes a log line, once in a
/// while. Only the name of what happened is taken. Owner: the export. Thread-safe.
/// </summary>
internal sealed class ExportComplaints(ILogger log, TimeProvider time) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private readonly Complaint _complaint = new(time);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_complaint.MayBeMade(out var times))
            log.TelemetryNotSent(eventData.EventName ?? "unnamed", times);
    }
}
