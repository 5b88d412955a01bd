using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Query;
using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>Events as one Parquet file with the archive's own columns, written by DuckDB.</summary>
internal static class ParquetExport
{
    public static long Write(ArchiveTable table, ExportOrder order, string path, Progress progress)
    {
        var sql = new AccessSql(order.Query);
        var rows = ExportRows.Select(table, sql, order.Fields.Select(field => field.Column));
        using var command = table.Command(
            $"copy ({rows}) to {ArchiveTable.Quoted(path)} (format parquet, compression zstd, parquet_version v2, kv_metadata {{'compliance.event.schema': '{EventCodec.Schema}'}})",
            sql.Parameters);
        using var watch = progress.Watch("Writing", () => table.Progress);
        return command.ExecuteNonQuery();
    }
}
