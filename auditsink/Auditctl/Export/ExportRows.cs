using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Query;
using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>The rows of an export: counted, or one by one, oldest first.</summary>
internal static class ExportRows
{
    private const int Step = 4096;

    /// <summary>How many there are, and the times of the first and last, microseconds since the Unix epoch.</summary>
    public static (long Count, (long First, long Last)? Times) Summary(ArchiveTable table, ExportOrder order)
    {
        var sql = new AccessSql(order.Query);
        var time = EventFields.Timestamp.Column;
        using var command = table.Command($"select count(*), epoch_us(min({time})), epoch_us(max({time})) {table.From()} {sql.Where}", sql.Parameters);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : (reader.GetInt64(1), reader.GetInt64(2)));
    }

    /// <summary>How many of them stand in the journal of uses.</summary>
    public static long OfJournal(ArchiveTable table, ExportOrder order)
    {
        if (!table.HasUses)
            return 0;
        var sql = new AccessSql(order.Query);
        using var command = table.Command($"select count(*) from {UsesTable.Name} {sql.Where}", sql.Parameters);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>The statement that gives the rows in their order.</summary>
    public static string Select(ArchiveTable table, AccessSql sql, IEnumerable<string> columns) =>
        $"select {string.Join(", ", columns)} {table.From()} {sql.Where} order by {EventFields.Timestamp.Column}, {EventFields.Id.Column}";

    /// <summary>Hands out every row; the row is the same object each time. Returns how many there were.</summary>
    public static long ForEach(ArchiveTable table, ExportOrder order, long total, Action<EventRow> take, Progress progress, CancellationToken stop)
    {
        var sql = new AccessSql(order.Query);
        var columns = order.Fields.Select(field => field.Type == FieldType.Time ? $"epoch_us({field.Column})" : field.Column);
        using var command = table.Command(Select(table, sql, columns), sql.Parameters);
        command.UseStreamingMode = true;
        using var sorting = progress.Watch("Sorting", () => table.Progress);
        using var reader = command.ExecuteReader();
        var row = new EventRow(reader, order.Fields);
        var rows = 0L;
        while (reader.Read())
        {
            if (rows == 0)
                sorting?.Dispose();
            take(row);
            if (++rows % Step != 0)
                continue;
            stop.ThrowIfCancellationRequested();
            progress.Rows("Writing", rows, total);
        }

        return rows;
    }
}
