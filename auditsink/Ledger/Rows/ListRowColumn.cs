using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>The size in bytes, then the items in the column's order: numbers, or texts each with its length.</summary>
internal sealed class ListRowColumn : RowColumn
{
    private readonly ListArray _lists;
    private readonly StringArray? _texts;
    private readonly Int32Array? _numbers32;
    private readonly Int64Array? _numbers64;

    public ListRowColumn(EventField field, ListArray array)
        : base(field, array)
    {
        _lists = array;
        (_texts, _numbers32, _numbers64) = (array.Values as StringArray, array.Values as Int32Array, array.Values as Int64Array);
        var fits = field.Type switch
        {
            FieldType.KeywordList => _texts is not null,
            FieldType.Number32List => _numbers32 is not null,
            _ => _numbers64 is not null,
        };
        if (!fits || array.Values.NullCount > 0)
            throw new RowException(field.Column, 0, $"is no list of type {field.Type} without nulls in it.");
    }

    protected override bool IsDefault(int index) => _lists.ValueOffsets[index] == _lists.ValueOffsets[index + 1];

    protected override void WriteValue(RowBuffer row, int index)
    {
        var (first, end) = (_lists.ValueOffsets[index], _lists.ValueOffsets[index + 1]);
        var size = 0;
        for (var i = first; i < end; i++)
            size += _texts is null ? RowBuffer.NumberSize(Number(i)) : RowBuffer.VarintSize((ulong)_texts.GetBytes(i).Length) + _texts.GetBytes(i).Length;
        Key(row, RowWire.List);
        row.Varint((ulong)size);
        for (var i = first; i < end; i++)
        {
            if (_texts is null)
            {
                row.Number(Number(i));
                continue;
            }

            var text = _texts.GetBytes(i);
            row.Varint((ulong)text.Length);
            row.Bytes(text);
        }
    }

    private long Number(int i) => _numbers32 is null ? _numbers64!.Values[i] : _numbers32.Values[i];
}
