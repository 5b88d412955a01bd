namespace Compliance.Auditctl.Export;

/// <summary>What an export can be written as.</summary>
internal enum ExportFormat
{
    /// <summary>A header and a line an event; lists are joined by semicolons.</summary>
    Csv,

    /// <summary>One Parquet file with the archive's own columns.</summary>
    Parquet,

    /// <summary>An Arrow IPC file with the archive's own columns.</summary>
    Arrow,

    /// <summary>JSON Lines with the names of the Elastic Common Schema, as the search index has them.</summary>
    Jsonl,

    /// <summary>JSON Lines of OCSF events.</summary>
    Ocsf,

    /// <summary>JSON Lines of CloudEvents in structured mode.</summary>
    CloudEvents,
}
