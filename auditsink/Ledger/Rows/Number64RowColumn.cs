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

    protected override bool IsDefault(int index) => _array.Values[index] == 0;

    protected override void WriteValue(RowBuffer row, int index)
    {
        Key(row, RowWire.Number);
        row.Number(_array.Values[index]);
    }
}
