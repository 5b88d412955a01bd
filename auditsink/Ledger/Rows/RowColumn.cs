using Apache.Arrow;
using Compliance.Events;

namespace Compliance.Ledger.Rows;

/// <summary>
/// One column of a batch, which writes its value of a row in the form that <see cref="EventCodec"/> gives the field. What a row does not
/// have (null, and in a column that cannot be null 0, the empty text, the zero UUID, the empty list) is left out: so a row of a file that
/// is older than a field has the same bytes today. Valid as long as the batch.
/// </summary>
internal abstract class RowColumn(EventField field, IArrowArray array)
{
    private readonly bool _nullable = field.Nullable;
    private readonly bool _hasNulls = array.NullCount > 0;

    protected string Name { get; } = field.Column;

    /// <summary>No row of the batch has a value: most columns of most batches.</summary>
    public bool IsBlank { get; } = field.Nullable && array.NullCount == array.Length;

    public void Write(RowBuffer row, int index)
    {
        if (_hasNulls && array.IsNull(index))
        {
            if (!_nullable)
                throw new RowException(Name, index, "is null, which it cannot be.");
            return;
        }

        if (_nullable || !IsDefault(index))
            WriteValue(row, index);
    }

    protected void Key(RowBuffer row, RowWire wire) => row.Varint(((ulong)field.Id << 2) | (ulong)wire);

    protected abstract bool IsDefault(int index);

    protected abstract void WriteValue(RowBuffer row, int index);

    public static RowColumn For(EventField field, IArrowArray array) => (field.Type, array) switch
    {
        (FieldType.Keyword or FieldType.Text or FieldType.Ip, StringArray a) => new TextRowColumn(field, a),
        (FieldType.Uuid, StringArray a) => new UuidRowColumn(field, a),
        (FieldType.Number16 or FieldType.Number32, Int32Array a) => new Number32RowColumn(field, a),
        (FieldType.Number64, Int64Array a) => new Number64RowColumn(field, a),
        (FieldType.Time, TimestampArray a) => new Number64RowColumn(field, a),
        (FieldType.KeywordList or FieldType.Number32List or FieldType.Number64List, ListArray a) => new ListRowColumn(field, a),
        _ => throw new RowException(field.Column, 0, $"is no column of type {field.Type}."),
    };
}
