using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>Length and UTF-8, as the column has it.</summary>
internal sealed class TextRowColumn(EventField field, StringArray array) : RowColumn(field, array)
{
    protected override bool IsDefault(int index) => array.GetBytes(index).IsEmpty;

    protected override void WriteValue(RowBuffer row, int index)
    {
        var text = array.GetBytes(index);
        Key(row, RowWire.Text);
        row.Varint((ulong)text.Length);
        row.Bytes(text);
    }
}
