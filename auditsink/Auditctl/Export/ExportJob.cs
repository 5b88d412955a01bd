using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Query;

namespace Compliance.Auditctl.Export;

/// <summary>Writes an export's rows into a file and says what it was made from. Stateless.</summary>
internal static class ExportJob
{
    public static Task<ExportResult> RunAsync(ExportOrder order, ExportFile file, Progress progress, CancellationToken stop) =>
        ArchiveTable.AskAsync(order.Query, table => Write(table, order, file, progress, stop), stop, file.Spill);

    private static ExportResult Write(ArchiveTable table, ExportOrder order, ExportFile file, Progress progress, CancellationToken stop)
    {
        var sources = table.Files.Select(ExportSource.Of).OrderBy(source => source.Path, StringComparer.Ordinal).ToList();
        var (count, times) = ExportRows.Summary(table, order);
        var rows = Write(table, order, file.Part, count, progress, stop);
        return rows == count
            ? new ExportResult(rows, times, sources, [.. table.Purged.Select(file => file.Path).Order(StringComparer.Ordinal)], ExportRows.OfJournal(table, order))
            : throw new ArchiveException($"The archive has {count} rows that fit, and {rows} were written: it changed meanwhile, or its disk fails. Try again.");
    }

    private static long Write(ArchiveTable table, ExportOrder order, string path, long count, Progress progress, CancellationToken stop)
    {
        if (order.Format == ExportFormat.Parquet)
            return ParquetExport.Write(table, order, path, progress);
        using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        return order.Format == ExportFormat.Arrow
            ? ArrowExport.Write(table, order, output, count, progress, stop)
            : TextExport.Write(table, order, output, count, progress, stop);
    }
}
