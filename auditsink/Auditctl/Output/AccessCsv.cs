namespace Compliance.Auditctl.Output;

/// <summary>The answer as CSV: a header, then a line a row.</summary>
internal static class AccessCsv
{
    public static void Write(AccessResult result, IReadOnlyList<AccessColumn> columns, TextWriter output)
    {
        CsvLine.Write(columns.Select(column => column.Name), output);
        foreach (var row in result.Rows)
            CsvLine.Write(columns.Select(column => column.Value(row) is string text ? CsvLine.Text(text) : column.Text(row)), output);
    }
}
