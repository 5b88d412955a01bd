using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Query;

namespace Compliance.Auditctl.Export;

/// <summary>Events as an Arrow IPC file with the archive's own columns: DuckDB's batches as they are.</summary>
internal static class ArrowExport
{
    public static long Write(ArchiveTable table, ExportOrder order, Stream output, long total, Progress progress, CancellationToken stop)
    {
        var sql = new AccessSql(order.Query);
        using var command = table.Command(ExportRows.Select(table, sql, order.Fields.Select(field => field.Column)), sql.Parameters);
        using var stream = command.ExecuteArrowStream();
        using var writer = new ArrowFileWriter(output, stream.Schema, leaveOpen: true);
        writer.WriteStart();
        var rows = 0L;
        foreach (var batch in BatchesAsync(stream, stop).ToBlockingEnumerable(stop))
        {
            using (batch)
                writer.WriteRecordBatch(batch);
            rows += batch.Length;
            progress.Rows("Writing", rows, total);
        }

        writer.WriteEnd();
        return rows;
    }

    private static async IAsyncEnumerable<RecordBatch> BatchesAsync(IArrowArrayStream stream, [EnumeratorCancellation] CancellationToken stop)
    {
        while (await stream.ReadNextRecordBatchAsync(stop) is { } batch)
            yield return batch;
    }
}
