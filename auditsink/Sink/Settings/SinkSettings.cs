using Compliance.Search.Settings;
using Compliance.Signing;

namespace Compliance.AuditSink.Settings;

/// <summary>All settings of the sink, as written in its one file.</summary>
public sealed record SinkSettings
{
    public required KafkaSettings Kafka { get; init; }
    public required ArchiveSettings Archive { get; init; }

    /// <summary>Null: the archive's files have roots, and nobody signs them.</summary>
    public LedgerSettings? Ledger { get; init; }

    /// <summary>Whose word frees files that a hold kept from compaction; null: nobody's.</summary>
    public People? Custody { get; init; }
    public ElasticsearchSettings? Elasticsearch { get; init; }

    /// <summary>Null: no port is opened.</summary>
    public AdminSettings? Admin { get; init; }
}
