namespace Compliance.Gateway.Telemetry.Exposition;

/// <summary>How the metrics page is written.</summary>
internal enum PageFormat
{
    /// <summary>Prometheus' text format 0.0.4.</summary>
    Prometheus,

    /// <summary>OpenMetrics 1.0.</summary>
    OpenMetrics,
}
