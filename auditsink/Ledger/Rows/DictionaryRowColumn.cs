using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>
/// Texts of which each stands once in a dictionary that the rows point into: written once for the batch, as a <see cref="TextRowColumn"/> writes
/// them, and copied for each row.
/// </summary>
internal sealed class DictionaryRowColumn : RowColumn
{
    private readonly Int32Array _indices;
    private readonly int[] _ends;
    private readonly byte[] _written;

    public DictionaryRowColumn(EventField field, DictionaryArray array)
        : base(field, array)
    {
        _indices = (Int32Array)array.Indices;
        var texts = (StringArray)array.Dictionary;
        var column = new TextRowColumn(field, texts);
        (_ends, _written) = (new int[texts.Length], new byte[checked(texts.Values.Length + (texts.Length * 2 * Varint.MaxSize))]);
        var (block, end) = (new RowBlock(), 0);
        for (var first = 0; first < texts.Length; first += block.Rows)
        {
            block.Open(first, texts.Length - first, column.Width);
            column.Write(block);
            for (var row = 0; row < block.Rows; row++)
            {
                block.Written(row).CopyTo(_written.AsSpan(end));
                _ends[first + row] = end += block.Written(row).Length;
                Width = Math.Max(Width, block.Written(row).Length);
            }
        }
    }

    public override int Width { get; }

    protected override void Write(RowBlock block, ulong rows)
    {
        var indices = _indices.Values.Slice(block.First, block.Rows);
        while (rows != 0)
        {
            var row = Next(ref rows);
            var index = indices[row];
            var value = _written.AsSpan((index == 0 ? 0 : _ends[index - 1])..(_ends[index]));
            value.CopyTo(block.Free(row));
            block.Took(row, value.Length);
        }
    }
}
