namespace Compliance.Gateway.Telemetry;

/// <summary>
/// What is counted of one API on one route. Both latencies end when the answer is handed to the client's socket, so a client that reads
/// slowly is in neither; <c>added</c> leaves out, besides, the time from the request's way upstream to the read of its answer. Thread-safe.
/// </summary>
internal sealed class ApiCell(string route, string api, LatencyScale scale, GatewayHistograms histograms)
{
    private readonly StripedCounts _requests = new(1);
    private readonly LatencyCell _duration = new(Labels.Of(("route", route), ("api", api)), scale);
    private readonly LatencyCell _added = new(Labels.Of(("route", route), ("api", api)), scale);

    public Labels Labels { get; } = Labels.Of(("route", route), ("api", api));
    public long Requests => _requests.Sum(0);

    public void Received() => _requests.Add(0, 1);

    /// <summary>Ticks of the clock: the whole time of the request in the proxy, and what of it the proxy itself took.</summary>
    public void Answered(long total, long own)
    {
        _duration.Record(total, histograms.Duration);
        _added.Record(own, histograms.Added);
    }

    public HistogramSample Duration() => _duration.Read();

    public HistogramSample Added() => _added.Read();
}
