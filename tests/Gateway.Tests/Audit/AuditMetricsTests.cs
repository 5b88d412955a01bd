using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Compliance.Gateway.Audit;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public sealed class AuditMetricsTests : IDisposable
{
    private readonly TempFolder _folder = new("metrics");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_taken_refused_left_and_shipped_can_be_read_off_the_meter()
    {
        // Given a listener, and a trail that ships some events and refuses one
        using var cluster = new MockCluster();
        var trail = await AuditTrail.StartAsync(SamplePlan.In(_folder.Path, cluster.BootstrapServers), TimeProvider.System, NullLogger.Instance);
        var values = new ConcurrentDictionary<string, double>();
        using var listener = Listen(trail, values);
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
        await Eventually.TrueAsync(
            () =>
            {
                listener.RecordObservableInstruments();
                return values.GetValueOrDefault("compliance.audit.backlog", -1) == 0;
            },
            TimeSpan.FromSeconds(20), "the backlog to drain");

        // Then the instruments say so: the start and ten events
        Assert.Equal(11, values["compliance.audit.events"]);
        Assert.Equal(1, values["compliance.audit.refused"]);
        Assert.Equal(0, values["compliance.audit.state"]);
        Assert.True(values["compliance.audit.bytes"] > 11 * 100);
        await trail.DisposeAsync();
        Assert.InRange(values["compliance.audit.shipped"], 10, 12);
        Assert.True(values["compliance.audit.fsync.duration"] > 0);
    }

    /// <summary>Other tests have trails of their own on the same meter's name: only this trail's instruments count.</summary>
    private static MeterListener Listen(AuditTrail trail, ConcurrentDictionary<string, double> values)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, trail.Metrics.Meter))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Take(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Take(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Take(instrument, value));
        listener.Start();
        return listener;

        void Take(Instrument instrument, double value) =>
            values.AddOrUpdate(instrument.Name, value, (_, old) => instrument.IsObservable ? value : old + value);
    }
}
