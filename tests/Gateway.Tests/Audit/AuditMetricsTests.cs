using Compliance.Gateway.Audit;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public sealed class AuditMetricsTests : IDisposable
{
    private readonly TempFolder _folder = new("metrics");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_taken_refused_left_and_shipped_can_be_read()
    {
        // Given a trail that ships some events and refuses one
        using var cluster = new MockCluster();
        using var instruments = new Instruments();
        var trail = await AuditTrail.StartAsync(SamplePlan.In(_folder.Path, cluster.BootstrapServers), TimeProvider.System, NullLogger.Instance, instruments);
        for (var i = 0; i < 10; i++)
            Assert.True(trail.Recorder.Append(SampleEvent.Fetch()));
        var tooLarge = SampleEvent.Fetch();
        for (var i = 0; i < 250; i++)
        {
            tooLarge.MaskFields.Add(new string('a', 250));
            tooLarge.MaskTechniques.Add(new string('b', 250));
        }

        Assert.False(trail.Recorder.Append(tooLarge));

        // When all is shipped
        await Eventually.TrueAsync(() => Read(instruments).Value("compliance_audit_backlog_bytes") == 0, TimeSpan.FromSeconds(60), "the backlog to drain");

        // Then the instruments say so: the start and ten events
        var page = Read(instruments);
        Assert.Equal(11, page.Value("compliance_audit_events_total"));
        Assert.Equal(1, page.Value("compliance_audit_refused_total"));
        Assert.Equal(0, page.Value("compliance_audit_state"));
        Assert.Equal(0, page.Value("compliance_audit_oldest_age_seconds"));
        Assert.True(page.Value("compliance_audit_journaled_bytes_total") > 11 * 100);
        Assert.True(page.Value("compliance_audit_disk_bytes") > 0);
        Assert.True(page.Value("compliance_audit_largest_batch_bytes") > 100);
        await trail.DisposeAsync();
        page = Read(instruments);
        Assert.InRange(page.Value("compliance_audit_shipped_total"), 10, 12);
        Assert.True(page.Value("compliance_audit_fsync_duration_seconds_count") > 0);
    }

    [Fact]
    public async Task While_the_topic_is_away_the_oldest_event_ages()
    {
        // Given a topic that nobody serves,
        using var instruments = new Instruments();
        var plan = SamplePlan.In(_folder.Path, $"127.0.0.1:{FreePort.Next()}") with { StopTimeout = TimeSpan.Zero };
        var trail = await AuditTrail.StartAsync(plan, TimeProvider.System, NullLogger.Instance, instruments);

        // then the age of what waits grows, and so does what waits.
        await Eventually.TrueAsync(() => Read(instruments).Value("compliance_audit_oldest_age_seconds") > 0.5, TimeSpan.FromSeconds(60), "the age of the oldest event");
        Assert.True(Read(instruments).Value("compliance_audit_backlog_bytes") > 0);
        Assert.Null(trail.Stall(TimeSpan.FromMinutes(1)));
        await trail.DisposeAsync();
    }

    private static MetricsPage Read(Instruments instruments) => MetricsPage.Parse(PageWriter.Write(instruments.Families, PageFormat.OpenMetrics), openMetrics: true);
}
