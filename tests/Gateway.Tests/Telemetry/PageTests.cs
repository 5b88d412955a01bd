using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Exposition;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>The metrics page in both formats, byte for byte, and which of them a scraper gets.</summary>
public sealed class PageTests
{
    [Fact]
    public void Prometheus_gets_its_own_text_format() => Assert.Equal("""
        # HELP a_sent_bytes_total Bytes sent
        # TYPE a_sent_bytes_total counter
        a_sent_bytes_total{to="a\\b\"c\nd",why="x"} 12
        # HELP a_took_seconds Time it took
        # TYPE a_took_seconds histogram
        a_took_seconds_bucket{le="5e-05"} 1
        a_took_seconds_bucket{le="1"} 3
        a_took_seconds_bucket{le="+Inf"} 6
        a_took_seconds_sum 4.5
        a_took_seconds_count 6
        # HELP b_open Things open
        # TYPE b_open gauge
        b_open 3

        """, PageWriter.Write(Sample().Families, PageFormat.Prometheus));

    [Fact]
    public void OpenMetrics_has_units_bare_names_and_an_end() => Assert.Equal("""
        # TYPE a_sent_bytes counter
        # UNIT a_sent_bytes bytes
        # HELP a_sent_bytes Bytes sent
        a_sent_bytes_total{to="a\\b\"c\nd",why="x"} 12
        # TYPE a_took_seconds histogram
        # UNIT a_took_seconds seconds
        # HELP a_took_seconds Time it took
        a_took_seconds_bucket{le="5e-05"} 1
        a_took_seconds_bucket{le="1.0"} 3
        a_took_seconds_bucket{le="+Inf"} 6
        a_took_seconds_sum 4.5
        a_took_seconds_count 6
        # TYPE b_open gauge
        # HELP b_open Things open
        b_open 3
        # EOF

        """, PageWriter.Write(Sample().Families, PageFormat.OpenMetrics));

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text;version=2.0.0,text/plain;version=0.0.4;q=0.5", false)]
    [InlineData("text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5", false)]
    [InlineData("application/openmetrics-text;q=0", false)]
    [InlineData("nonsense;;;q=x", false)]
    public void The_format_is_what_the_scraper_likes_best(string? accept, bool openMetrics) =>
        Assert.Equal(openMetrics ? PageFormat.OpenMetrics : PageFormat.Prometheus, PageAccept.Choose(accept));

    [Fact]
    public void What_nothing_was_counted_of_is_left_out()
    {
        using var instruments = new Instruments();
        instruments.Counter("a", null, "Nothing yet", () => []);

        Assert.Equal("", PageWriter.Write(instruments.Families, PageFormat.Prometheus));
    }

    private static Instruments Sample()
    {
        var instruments = new Instruments();
        instruments.Gauge("b.open", "{thing}", "Things open", () => 3);
        instruments.Counter("a.sent", "By", "Bytes sent", () => [new Sample(12, Labels.Of(("to", "a\\b\"c\nd"), ("why", "x")))]);
        instruments.Histogram("a.took", "Time it took", [50e-6, 1], () => [new HistogramSample([1, 2, 3], 4.5, Labels.None)]);
        return instruments;
    }
}
