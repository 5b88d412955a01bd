namespace Compliance.Benchmarks.Load;

/// <summary>Of a produce request, in microseconds from the moment it was due until its answer was read.</summary>
internal sealed record Latency(string Relay, int RecordsPerSecond, double P50, double P99, double P999);
