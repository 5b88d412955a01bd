using System.Diagnostics.Metrics;

namespace Compliance.Gateway.Telemetry;

/// <summary>One series of a latency histogram. Thread-safe; recording allocates nothing and takes no lock.</summary>
internal sealed class LatencyCell(Labels labels, LatencyScale scale)
{
    private readonly StripedCounts _counts = new(LatencyScale.Count + 1);

    /// <summary>Ticks of the clock that the scale was made of.</summary>
    public void Record(long ticks, Histogram<double> exported)
    {
        var mine = _counts.Mine();
        _counts.AddAt(mine, ticks);
        _counts.AddAt(mine + 1 + scale.BucketOf(ticks), 1);
        if (exported.Enabled)
            exported.Record(scale.Seconds(ticks), labels.Pairs);
    }

    public HistogramSample Read()
    {
        var counts = new long[LatencyScale.Count];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = _counts.Sum(i + 1);
        return new(counts, scale.Seconds(_counts.Sum(0)), labels);
    }
}
