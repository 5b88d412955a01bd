using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>A number of 32 bits; of 16 too, since Parquet keeps no shorter ones.</summary>
internal sealed class Number32RowColumn(EventField field, Int32Array array) : RowColumn(field, array)
{
    protected override bool IsDefault(int index) => array.Values[index] == 0;

    protected override void WriteValue(RowBuffer row, int index)
    {
        Key(row, RowWire.Number);
        row.Number(array.Values[index]);
    }
}
