using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Compliance.Events;

namespace Compliance.AuditSink.Archive.Columns;

/// <summary>A list of numbers a row, of the width that the field's type says; a row without any holds an empty list, never null.</summary>
internal sealed class NumberListColumn : FieldColumn
{
    private readonly NumberListField _field;
    private readonly NumberType _number;
    private readonly int _width;
    private readonly ListType _type;
    private readonly ByteBuffer _values = new(4096);
    private readonly ListOffsets _offsets = new();

    public NumberListColumn(NumberListField field)
    {
        _field = field;
        _number = field.Type == FieldType.Number32List ? Int32Type.Default : Int64Type.Default;
        _width = _number.BitWidth / 8;
        _type = new ListType(new Field("element", _number, false));
    }

    public override IArrowType Type => _type;

    public override void Append(AuditEvent e)
    {
        var numbers = _field.Get(e);
        for (var i = 0; i < numbers.Count; i++)
        {
            if (_width == sizeof(int))
                MemoryMarshal.Write(_values.Room(_width), (int)numbers[i]);
            else
                MemoryMarshal.Write(_values.Room(_width), numbers[i]);
            _values.Advance(_width);
        }

        _offsets.Close(_values.Length / _width);
    }

    public override IArrowArray Build() => _offsets.Build(_type, new ArrayData(
        _number, _values.Length / _width, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(_values.Written)]));

    public override void Clear()
    {
        _values.Clear();
        _offsets.Clear();
    }
}
