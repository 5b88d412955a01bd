using Compliance.Events;
using Compliance.Ledger.Rows;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Compliance.AuditSink.Archive;

/// <summary>How the archive's files are encoded. Made once; shared by all writers.</summary>
internal static class ParquetFormat
{
    /// <summary>Rows of a full row group: a multiple of DuckDB's vectors, small enough to gather in memory.</summary>
    public const int RowGroupRows = 122_880;

    // Values that hardly ever repeat: a dictionary of them costs time and saves nothing.
    private static readonly string[] NoDictionary = ["event_id", "request_id"];
    private static readonly string[] Growing = ["ts", "sequence", "correlation_id", "offset_first", "offset_last", "duration_ns", "upstream_duration_ns", OriginColumns.RowColumn];

    public static WriterProperties Properties { get; } = Build();

    /// <summary>With the schema goes what stands beside it: only so do the keys of the schema and of the root come into the footer.</summary>
    public static ArrowWriterProperties ArrowProperties { get; } = BuildArrow();

    private static ArrowWriterProperties BuildArrow()
    {
        using var builder = new ArrowWriterPropertiesBuilder();
        return builder.StoreSchema().Build();
    }

    private static WriterProperties Build()
    {
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(Compression.Zstd).CompressionLevel(1).Version(ParquetVersion.PARQUET_2_6)
            .EnablePageChecksum().EnableWritePageIndex().SetMaxStatisticsSize(4 * EventText.MaxLength)
            .CreatedBy("compliance auditsink");
        foreach (var column in NoDictionary)
            builder.DisableDictionary(column);
        foreach (var column in Growing)
            builder.DisableDictionary(column).Encoding(column, Encoding.DeltaBinaryPacked);
        return builder.Build();
    }
}
