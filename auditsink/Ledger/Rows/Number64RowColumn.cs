using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>A number of 64 bits, or a time in microseconds.</summary>
internal sealed class Number64RowColumn : RowColumn
{
    private readonly PrimitiveArray<long> _array;

    public Number64RowColumn(EventField field, PrimitiveArray<long> array)
        : base(field, array)
    {
        _array = array;
        if (array.Data.DataType is TimestampType { Unit: not TimeUnit.Microsecond })
            throw new RowException(field.Column, 0, "is no time in microseconds.");
    }

    public override int Width => 2 * Varint.MaxSize;

    protected override void Write(RowBlock block, ulong rows)
    {
        var values = _array.Values.Slice(block.First, block.Rows);
        var key = Key(RowWire.Number);
        while (rows != 0)
        {
            var row = Next(ref rows);
            if (values[row] == 0 && !IsNullable)
                continue;
            var free = block.Free(row);
            var size = Varint.Write(free, key);
            block.Took(row, size + Varint.Write(free[size..], Varint.Zigzag(values[row])));
        }
    }
}
