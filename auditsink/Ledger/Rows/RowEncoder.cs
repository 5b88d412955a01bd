using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>
/// The canonical bytes of a batch's rows: those of <see cref="EventCodec"/>, made out of the archive's columns alone, so that whoever has
/// the Parquet file has them too. No text form of a number or time is on the way.
/// <code>
/// row = schema:u8 field*      field = varint(id &lt;&lt; 2 | wire) value, in the order of <see cref="EventFields"/>, without those a row has not
/// </code>
/// One owner; not thread-safe.
/// </summary>
internal sealed class RowEncoder
{
    private const byte LeafPrefix = 0x00;
    private readonly RowBlock _block = new();
    private readonly List<RowColumn> _columns = [];
    private int _rows;
    private int _width;

    /// <summary>
    /// Takes on the columns of a batch, which must be those of the table in its order; a file that is older than the last of them ends
    /// earlier. A column that is none of them would be evidence that nobody vouches for: it is refused.
    /// </summary>
    /// <param name="batch">The rows.</param>
    /// <param name="behind">Columns behind those of the event: <see cref="OriginColumns"/>.</param>
    public void Open(RecordBatch batch, int behind = 0)
    {
        _columns.Clear();
        _block.Clear();
        (_rows, _width) = (batch.Length, 2);
        for (var i = 0; i < batch.ColumnCount - behind; i++)
        {
            var name = batch.Schema.GetFieldByIndex(i).Name;
            if (i >= EventFields.InOrder.Length || EventFields.InOrder[i].Column != name)
                throw new RowException(name, 0, "is no column of the event at this place.");
            var column = RowColumn.For(EventFields.InOrder[i], batch.Column(i));
            if (column.IsBlank)
                continue;
            _columns.Add(column);
            _width = checked(_width + column.Width);
        }
    }

    /// <summary>The row with a leaf's prefix before it; valid until the next call. Rows are asked for one after the other.</summary>
    public ReadOnlySpan<byte> Leaf(int index)
    {
        if (index < _block.First || index >= _block.First + _block.Rows)
            Write(index);
        return _block.Written(index - _block.First);
    }

    /// <summary>The row's own bytes; valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int index) => Leaf(index)[1..];

    private void Write(int first)
    {
        _block.Open(first, _rows - first, _width);
        for (var row = 0; row < _block.Rows; row++)
        {
            (_block.Free(row)[0], _block.Free(row)[1]) = (LeafPrefix, EventCodec.Schema);
            _block.Took(row, 2);
        }

        foreach (var column in _columns)
            column.Write(_block);
    }
}
