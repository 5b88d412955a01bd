namespace Compliance.Gateway.Telemetry;

/// <summary>What a family's numbers are; the names, in lower case, are Prometheus' own.</summary>
internal enum FamilyType
{
    Counter,
    Gauge,
    Histogram,
}
