namespace Compliance.Gateway.Telemetry;

/// <summary>The buckets of every latency, in seconds and in the clock's own ticks. From what a core takes for a frame to a client's time-out. Immutable.</summary>
internal sealed class LatencyScale(TimeProvider time)
{
    public static double[] Bounds { get; } =
        [50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 100e-3, 250e-3, 500e-3, 1, 2.5, 5, 10, 30];

    private readonly long[] _bounds = [.. Bounds.Select(bound => (long)(bound * time.TimestampFrequency))];
    private readonly double _frequency = time.TimestampFrequency;

    /// <summary>Buckets, the last, infinite one included.</summary>
    public static int Count => Bounds.Length + 1;

    /// <summary>The bucket whose bound is the least that is not below the ticks.</summary>
    public int BucketOf(long ticks)
    {
        var bounds = _bounds;
        var (low, high) = (0, bounds.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (ticks <= bounds[middle])
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    public double Seconds(long ticks) => ticks / _frequency;
}
