using System.Diagnostics.Metrics;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit;

/// <summary>
/// The audit room's instruments on the meter <c>Compliance.Gateway</c>. What the data path counts is read when somebody asks, so an event
/// costs no instrument. Owner: the audit trail; any thread.
/// </summary>
internal sealed class AuditMetrics : IDisposable
{
    public const string MeterName = "Compliance.Gateway";
    private readonly Histogram<double> _fsync;
    private readonly Counter<long> _shipped;
    private readonly Counter<long> _gaps;

    public Meter Meter { get; } = new(MeterName);

    public AuditMetrics()
    {
        _fsync = Meter.CreateHistogram<double>("compliance.audit.fsync.duration", "s", "Time of one group commit of the journal");
        _shipped = Meter.CreateCounter<long>("compliance.audit.shipped", "{event}", "Events acknowledged by the audit topic");
        _gaps = Meter.CreateCounter<long>("compliance.audit.gaps", "{event}", "Events of the journal that could not be read and are reported as missing");
    }

    /// <summary>Adds what is read off the journal itself.</summary>
    public void Observe(JournalLoop loop)
    {
        var journal = loop.Journal;
        Meter.CreateObservableCounter("compliance.audit.events", () => journal.Counts.Events, "{event}", "Events taken");
        Meter.CreateObservableCounter("compliance.audit.bytes", () => journal.Counts.Bytes, "By", "Bytes of journal written for them");
        Meter.CreateObservableCounter("compliance.audit.refused", () => journal.Counts.Refused, "{event}", "Events refused, and with them what they tell of");
        Meter.CreateObservableGauge("compliance.audit.backlog", () => loop.Backlog, "By", "Bytes of journal that the audit topic has not acknowledged");
        Meter.CreateObservableGauge("compliance.audit.state", () => (int)journal.State, null, "0 ok, 1 filling, 2 full, 3 failed");
    }

    public void Fsync(TimeSpan took) => _fsync.Record(took.TotalSeconds);

    public void Shipped(long events) => _shipped.Add(events);

    public void Gap(long events) => _gaps.Add(events);

    public void Dispose() => Meter.Dispose();
}
