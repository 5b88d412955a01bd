using System.Buffers.Binary;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>
/// One column of a batch, which writes its values in the form that <see cref="EventCodec"/> gives the field, for a block of rows at a time: a
/// column's loop, not a row's, is what runs. What a row does not have (null, and in a column that cannot be null 0, the empty text, the zero
/// UUID, the empty list) is left out: so a row of a file that is older than a field has the same bytes today. Valid as long as the batch.
/// </summary>
internal abstract class RowColumn(EventField field, IArrowArray array)
{
    private readonly bool _hasNulls = array.NullCount > 0;

    /// <summary>No row of the batch has a value: most columns of most batches.</summary>
    public bool IsBlank { get; } = field.Nullable && array.NullCount == array.Length;

    /// <summary>Most bytes that a row of the batch takes.</summary>
    public abstract int Width { get; }

    protected string Name { get; } = field.Column;

    /// <summary>Whether a row may lack the value, so that 0 and the like are values too.</summary>
    protected bool IsNullable { get; } = field.Nullable;

    public void Write(RowBlock block)
    {
        var rows = block.All;
        if (_hasNulls)
        {
            rows &= Present(array.Data.Buffers[0].Span, array.Data.Offset + block.First);
            if (!IsNullable && rows != block.All)
                throw new RowException(Name, block.First + BitOperations.TrailingZeroCount(~rows), "is null, which it cannot be.");
        }

        if (rows != 0)
            Write(block, rows);
    }

    public static RowColumn For(EventField field, IArrowArray array) => (field.Type, array) switch
    {
        (FieldType.Keyword or FieldType.Text or FieldType.Ip, StringArray a) => new TextRowColumn(field, a),
        (FieldType.Keyword or FieldType.Text or FieldType.Ip, DictionaryArray { Indices: Int32Array, Dictionary: StringArray { NullCount: 0 } } a) => new DictionaryRowColumn(field, a),
        (FieldType.Uuid, StringArray a) => new UuidRowColumn(field, a),
        (FieldType.Number16 or FieldType.Number32, Int32Array a) => new NumberRowColumn<int>(field, a),
        (FieldType.Number64, Int64Array a) => new NumberRowColumn<long>(field, a),
        (FieldType.Time, TimestampArray { Data.DataType: TimestampType { Unit: TimeUnit.Microsecond } } a) => new NumberRowColumn<long>(field, a),
        (FieldType.Time, TimestampArray) => throw new RowException(field.Column, 0, "is no time in microseconds."),
        (FieldType.KeywordList or FieldType.Number32List or FieldType.Number64List, ListArray a) => new ListRowColumn(field, a),
        _ => throw new RowException(field.Column, 0, $"is no column of type {field.Type}."),
    };

    /// <summary>Appends to those rows of the block whose bit is set: they have a value.</summary>
    protected abstract void Write(RowBlock block, ulong rows);

    protected ulong Key(RowWire wire) => ((ulong)field.Id << 2) | (ulong)wire;

    /// <summary>The lowest of the rows, which is taken out of them.</summary>
    protected static int Next(ref ulong rows)
    {
        var row = BitOperations.TrailingZeroCount(rows);
        rows &= rows - 1;
        return row;
    }

    // Bits from that one on, which stands anywhere in its byte; those behind the bitmap's end are of no row.
    private static ulong Present(ReadOnlySpan<byte> validity, int bit)
    {
        Span<byte> window = stackalloc byte[sizeof(ulong) + 1];
        window.Clear();
        validity = validity[(bit / 8)..];
        validity[..Math.Min(validity.Length, window.Length)].CopyTo(window);
        var rows = BinaryPrimitives.ReadUInt64LittleEndian(window) >> (bit % 8);
        return bit % 8 == 0 ? rows : rows | ((ulong)window[^1] << (RowBlock.MaxRows - (bit % 8)));
    }
}
