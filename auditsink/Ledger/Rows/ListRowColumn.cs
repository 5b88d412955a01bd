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
        var offsets = array.ValueOffsets;
        for (var i = 1; i < offsets.Length; i++)
            Width = Math.Max(Width, checked((2 * Varint.MaxSize) + Most(offsets[i - 1], offsets[i])));
    }

    public override int Width { get; }

    protected override void Write(RowBlock block, ulong rows)
    {
        var offsets = _lists.ValueOffsets.Slice(block.First, block.Rows + 1);
        while (rows != 0)
        {
            var row = Next(ref rows);
            var (first, end) = (offsets[row], offsets[row + 1]);
            if (first == end && !IsNullable)
                continue;
            var free = block.Free(row);
            var size = Varint.Write(free, Key(RowWire.List));
            size += Varint.Write(free[size..], (ulong)Size(first, end));
            for (var i = first; i < end; i++)
                size += WriteItem(free[size..], i);
            block.Took(row, size);
        }
    }

    private int WriteItem(Span<byte> free, int i)
    {
        if (_texts is null)
            return Varint.Write(free, Number(i));
        var text = _texts.GetBytes(i);
        var size = Varint.Write(free, (ulong)text.Length);
        text.CopyTo(free[size..]);
        return size + text.Length;
    }

    private int Size(int first, int end)
    {
        var size = 0;
        for (var i = first; i < end; i++)
            size += _texts is null ? Varint.Size(Number(i)) : Varint.Size((ulong)_texts.GetBytes(i).Length) + _texts.GetBytes(i).Length;
        return size;
    }

    // No fewer bytes than these items take.
    private int Most(int first, int end) =>
        ((end - first) * Varint.MaxSize) + (_texts is null ? 0 : _texts.ValueOffsets[end] - _texts.ValueOffsets[first]);

    private ulong Number(int i) => Varint.Zigzag(_numbers32 is null ? _numbers64!.Values[i] : _numbers32.Values[i]);
}
