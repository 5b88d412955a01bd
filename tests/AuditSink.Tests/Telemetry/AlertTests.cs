using System.Text;
using System.Text.RegularExpressions;
using Compliance.AuditSink.Telemetry;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Telemetry;

/// <summary>The alert rules over a sink's metrics; that they ring when they should is promtool's to say (Gateway.Tests).</summary>
public sealed partial class AlertTests
{
    [Fact]
    public async Task Every_metric_of_a_sink_that_an_alert_names_is_one_that_it_has()
    {
        var page = new MemoryStream();
        await new SinkMetrics().WriteAsync(page, default);
        var known = MetricName().Matches(Encoding.UTF8.GetString(page.ToArray())).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

        var named = MetricName().Matches(await File.ReadAllTextAsync(RepoRoot.Combine("dashboards", "prometheus", "alerts.yaml"))).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.InRange(named.Count, 2, 100);
        Assert.Empty(named.Except(known));
    }

    [GeneratedRegex(@"\bauditsink_[a-z0-9_]+\b")]
    private static partial Regex MetricName();
}
