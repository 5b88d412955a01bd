using Compliance.Gateway.Telemetry;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>Latencies fall into the bucket that their bound includes, on any clock, from many threads, for 0 bytes.</summary>
public sealed class LatencyTests
{
    [Fact]
    public void A_latency_falls_into_the_first_bucket_whose_bound_it_does_not_pass()
    {
        var time = new FakeTimeProvider();
        var scale = new LatencyScale(time);
        for (var i = 0; i < LatencyScale.Bounds.Length; i++)
        {
            var bound = (long)(LatencyScale.Bounds[i] * time.TimestampFrequency);
            Assert.Equal(i, scale.BucketOf(bound));
            Assert.Equal(i + 1, scale.BucketOf(bound + 1));
        }

        Assert.Equal(0, scale.BucketOf(0));
        Assert.Equal(1.5, scale.Seconds(time.TimestampFrequency * 3 / 2));
    }

    [Fact]
    public void Many_threads_lose_no_count()
    {
        using var instruments = new Instruments();
        var exported = instruments.Histogram("x", "Anything at all", LatencyScale.Bounds, () => []);
        var cell = new LatencyCell(Labels.None, new LatencyScale(TimeProvider.System));

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
                cell.Record(i, exported);
        });

        var sample = cell.Read();
        Assert.Equal(80_000, sample.Counts.Sum());
        Assert.Equal(8 * 10_000L * 9_999 / 2, (long)Math.Round(sample.Sum * TimeProvider.System.TimestampFrequency));
    }
}
