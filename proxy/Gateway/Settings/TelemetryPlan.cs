namespace Compliance.Gateway.Settings;

/// <summary>Where traces and metrics are sent by OTLP, and which share of the requests is traced.</summary>
internal sealed record TelemetryPlan(Uri Endpoint)
{
    /// <summary>HTTP with protobuf, to the endpoint's <c>/v1/traces</c> and <c>/v1/metrics</c>; else gRPC.</summary>
    public bool IsHttp { get; init; }

    /// <summary>From 0, no request, to 1, every request.</summary>
    public double Sampling { get; init; } = 0.01;

    /// <summary>From one export of the metrics to the next.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Spans that wait to be sent; what comes while so many wait is dropped and counted.</summary>
    public int MaxQueuedSpans { get; init; } = 2048;
}
