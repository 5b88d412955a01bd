using System.Diagnostics.Metrics;

namespace Compliance.Gateway.Telemetry;

/// <summary>The meter's histograms that the cells of all routes record into while somebody listens.</summary>
internal sealed record GatewayHistograms(Histogram<double> Duration, Histogram<double> Added);
