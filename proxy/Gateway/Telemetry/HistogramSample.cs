namespace Compliance.Gateway.Telemetry;

/// <summary>One series of a histogram, as of now: the number in each bucket by itself, the last one above all bounds, and the sum in seconds.</summary>
internal readonly record struct HistogramSample(long[] Counts, double Sum, Labels Labels);
