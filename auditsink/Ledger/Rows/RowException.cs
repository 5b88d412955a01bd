namespace Compliance.Ledger.Rows;

/// <summary>Columns that hold what no event has, so that they have no canonical bytes. Says where, never what.</summary>
public sealed class RowException(string column, int row, string problem) : Exception($"Column {column}, row {row} of its batch: {problem}")
{
    public string Column { get; } = column;

    /// <summary>Counted from 0 within the batch.</summary>
    public int Row { get; } = row;
}
