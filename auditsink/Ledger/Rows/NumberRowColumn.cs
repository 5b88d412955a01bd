using System.Numerics;
using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>A number of 32 bits (of 16 too, since Parquet keeps no shorter ones) or of 64, or a time in microseconds.</summary>
internal sealed class NumberRowColumn<T>(EventField field, PrimitiveArray<T> array) : RowColumn(field, array)
    where T : struct, IBinaryInteger<T>
{
    public override int Width => 2 * Varint.MaxSize;

    protected override void Write(RowBlock block, ulong rows)
    {
        var values = array.Values.Slice(block.First, block.Rows);
        var key = Key(RowWire.Number);
        while (rows != 0)
        {
            var row = Next(ref rows);
            if (T.IsZero(values[row]) && !IsNullable)
                continue;
            var free = block.Free(row);
            var size = Varint.Write(free, key);
            block.Took(row, size + Varint.Write(free[size..], Varint.Zigzag(long.CreateTruncating(values[row]))));
        }
    }
}
