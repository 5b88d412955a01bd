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
        Checkpoint = make.CreateGauge("auditsink_checkpoint_timestamp_seconds", "When a checkpoint was last signed and stored; time() less it is its age.", "partition");
        CheckpointSize = make.CreateGauge("auditsink_checkpoint_entries", "Entries that the newest checkpoint is signed over.", "partition");
        Compactions = make.CreateCounter("auditsink_compactions_total", "Times that files of a past hour were written anew as one.");
        CompactedFiles = make.CreateCounter("auditsink_compacted_files_total", "Files that compacted ones stand for.");
        CompactedRows = make.CreateCounter("auditsink_compacted_rows_total", "Rows written anew.");
        CompactedBytes = make.CreateCounter("auditsink_compacted_bytes_total", "Bytes of compacted files, and of the files that they stand for.", "of");
        CompactionFailures = make.CreateCounter("auditsink_compaction_failures_total", "Compactions and removals of originals that came to nothing; the log says why.");
        OriginalsBytes = make.CreateCounter("auditsink_compaction_originals_bytes_total", "Bytes of files removed since a compacted one stands for them: freed, or locked in a bucket until their date.", "state");
        Holds = make.CreateGauge("auditsink_custody_holds", "Legal holds that compaction goes by: standing, or released by two people of the settings.", "state");
        CustodyProblems = make.CreateGauge("auditsink_custody_unverified_statements", "Statements of custody that free nothing: nobody of the settings signed them, or they are against the rules.");
        OwnershipLost = make.CreateCounter("auditsink_ownership_lost_total", "Entries that another sink had created first.");
        StoreRetries = make.CreateCounter("auditsink_store_retries_total", "Times that the archive's store was away and asked again.");
        ClockJumps = make.CreateCounter("auditsink_clock_jumps_total", "Times that the machine's clock was set by a second or more; a row audit.clock_jump tells of each.");
        BulkRetries = make.CreateCounter("auditsink_bulk_retried_documents_total", "Documents that Elasticsearch did not take at the first try.");
        DeadLetters = make.CreateCounter("auditsink_dead_letters_total", "Documents that Elasticsearch refused for good.");
        BulkRequests = make.CreateCounter("auditsink_bulk_requests_total", "Bulk requests, by what came of them: answered, throttled (429) or failed.", "outcome");
        BulkSlots = make.CreateGauge("auditsink_bulk_request_limit", "Bulk requests that may be under way at a time; fewer after a 429.");
        BulkDocuments = make.CreateGauge("auditsink_bulk_document_limit", "Documents that a bulk request may have; fewer after a 429.");
        IndexUp = make.CreateGauge("auditsink_index_up", "1 while Elasticsearch takes documents or says that they are too many; 0 before its first answer and while it is away or refuses us.");
        IndexTaken = make.CreateGauge("auditsink_index_last_taken_timestamp_seconds", "When documents were last taken.");
        IndicesDeleted = make.CreateCounter("auditsink_indices_deleted_total", "Indices that the sink deleted because their time was over.");
        IndicesKept = make.CreateGauge("auditsink_indices_overdue", "Indices past their time that stay because the archive has not everything yet.");
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
    public Gauge Checkpoint { get; }
    public Gauge CheckpointSize { get; }
    public Counter Compactions { get; }
    public Counter CompactedFiles { get; }
    public Counter CompactedRows { get; }
    public Counter CompactedBytes { get; }
    public Counter CompactionFailures { get; }
    public Counter OriginalsBytes { get; }
    public Gauge Holds { get; }
    public Gauge CustodyProblems { get; }
    public Counter OwnershipLost { get; }
    public Counter StoreRetries { get; }
    public Counter ClockJumps { get; }
    public Counter BulkRetries { get; }
    public Counter DeadLetters { get; }
    public Counter BulkRequests { get; }
    public Gauge BulkSlots { get; }
    public Gauge BulkDocuments { get; }
    public Gauge IndexUp { get; }
    public Gauge IndexTaken { get; }
    public Counter IndicesDeleted { get; }
    public Gauge IndicesKept { get; }

    /// <summary>An entry was created.</summary>
    public void Took(ManifestEntry entry, DateTimeOffset time)
    {
        Entries.Inc();
        Rows.Inc(entry.Rows);
        Files.Inc(entry.Files.Count);
        Bytes.Inc(entry.Files.Sum(file => file.Bytes));
        LastEntry.WithLabels(Name(entry.Partition)).Set(time.ToUnixTimeMilliseconds() / 1000.0);
    }

    /// <summary>A compacted file stands for others.</summary>
    public void Compacted(ManifestEntry entry, long originalBytes)
    {
        Compactions.Inc();
        CompactedFiles.Inc(entry.TakenOut.Count);
        CompactedRows.Inc(entry.Rows);
        CompactedBytes.WithLabels("compacted").Inc(entry.Files.Sum(file => file.Bytes));
        CompactedBytes.WithLabels("originals").Inc(originalBytes);
    }

    /// <summary>A checkpoint over so many entries is signed and stored.</summary>
    public void Signed(int partition, long size, DateTimeOffset time)
    {
        Checkpoint.WithLabels(Name(partition)).Set(time.ToUnixTimeMilliseconds() / 1000.0);
        CheckpointSize.WithLabels(Name(partition)).Set(size);
    }

    /// <summary>A partition is another's now: what was told of it would stand still.</summary>
    public void GivesBackLedger(int partition)
    {
        Checkpoint.RemoveLabelled(Name(partition));
        CheckpointSize.RemoveLabelled(Name(partition));
    }

    public Task WriteAsync(Stream page, CancellationToken stop) => _registry.CollectAndExportAsTextAsync(page, stop);

    private static string Name(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
