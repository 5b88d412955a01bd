using System.Globalization;
using Compliance.Events.Archive;
using Prometheus;

namespace Compliance.AuditSink.Telemetry;

/// <summary>
/// What the sink counts, as Prometheus takes it. Labels are sides (<c>archive</c>, <c>index</c>) and partitions: few, and no word of a
/// client. Thread-safe; owner: the process.
/// </summary>
internal sealed class SinkMetrics
{
    private static readonly string[] SidePartition = ["side", "partition"];
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    public SinkMetrics()
    {
        var make = Metrics.WithCustomRegistry(_registry);
        Position = make.CreateGauge("auditsink_position", "The offset that would be read next after a crash: all before it lasts.", SidePartition);
        Lag = make.CreateGauge("auditsink_lag", "Records of the topic that do not last on that side yet.", SidePartition);
        Unread = make.CreateGauge("auditsink_unread", "Records of the topic that were not read yet.", SidePartition);
        Assigned = make.CreateGauge("auditsink_assigned_partitions", "Partitions that this process has.", "side");
        IntakeFailures = make.CreateCounter("auditsink_intake_failures_total", "Times that reading was stopped by a failure and begun anew.", "side");
        Rows = make.CreateCounter("auditsink_archive_rows_total", "Rows put into the archive.");
        Files = make.CreateCounter("auditsink_archive_files_total", "Files put into the archive.");
        Bytes = make.CreateCounter("auditsink_archive_bytes_total", "Bytes of those files.");
        Entries = make.CreateCounter("auditsink_archive_entries_total", "Entries created in the manifest.");
        LastEntry = make.CreateGauge("auditsink_archive_last_entry_timestamp_seconds", "When an entry was last created.", "partition");
        OwnershipLost = make.CreateCounter("auditsink_ownership_lost_total", "Entries that another sink had created first.");
        StoreRetries = make.CreateCounter("auditsink_store_retries_total", "Times that the archive's store was away and asked again.");
        BulkRetries = make.CreateCounter("auditsink_bulk_retried_documents_total", "Documents that Elasticsearch did not take at the first try.");
        DeadLetters = make.CreateCounter("auditsink_dead_letters_total", "Documents that Elasticsearch refused for good.");
    }

    public Gauge Position { get; }
    public Gauge Lag { get; }
    public Gauge Unread { get; }
    public Gauge Assigned { get; }
    public Counter IntakeFailures { get; }
    public Counter Rows { get; }
    public Counter Files { get; }
    public Counter Bytes { get; }
    public Counter Entries { get; }
    public Gauge LastEntry { get; }
    public Counter OwnershipLost { get; }
    public Counter StoreRetries { get; }
    public Counter BulkRetries { get; }
    public Counter DeadLetters { get; }

    /// <summary>An entry was created.</summary>
    public void Took(ManifestEntry entry, DateTimeOffset time)
    {
        Entries.Inc();
        Rows.Inc(entry.Rows);
        Files.Inc(entry.Files.Count);
        Bytes.Inc(entry.Files.Sum(file => file.Bytes));
        LastEntry.WithLabels(entry.Partition.ToString(CultureInfo.InvariantCulture)).Set(time.ToUnixTimeMilliseconds() / 1000.0);
    }

    public Task WriteAsync(Stream page, CancellationToken stop) => _registry.CollectAndExportAsTextAsync(page, stop);
}
